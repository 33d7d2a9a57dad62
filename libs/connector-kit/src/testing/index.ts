import type { ConformanceHarness } from './harness.js';
import { type ConformanceCase, ruleCases } from './rule-cases.js';
import { Scene } from './scene.js';
import { targetCases } from './target-cases.js';

export { ConformanceFailure, type ConformanceHarness } from './harness.js';
export { MemoryDriver, MemoryTarget, placeKey } from './memory-driver.js';
export type { ConformanceCase } from './rule-cases.js';
export { asked, grant, hashOf, minute, Scene, start } from './scene.js';

/** What every connector passes, as data: a spec runs each case with a harness of its own ({@link playCase}). */
export const conformance: readonly ConformanceCase[] = [...ruleCases, ...targetCases];

/** Plays one case. Throws `CONFORMANCE_FAILURE` with what was expected and seen. */
export async function playCase(
  { play }: ConformanceCase,
  makeHarness: () => Promise<ConformanceHarness>,
): Promise<void> {
  const harness = await makeHarness();
  try {
    await play(new Scene(harness));
  } finally {
    await harness.dispose();
  }
}
