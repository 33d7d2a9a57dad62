import { CountersignError } from '@countersign/contracts';

/** What became of an act: `ok`, or the code of the typed error it threw. Any other error is thrown on: it is a bug, not a refusal. */
export async function outcomeOf(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'ok';
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}
