import { type TakeOver, takeOverAbove, type World } from '@countersign/conflicts';
import { type Bundle, settledBy } from '@countersign/statement';
import { matrixOf } from '../assess/matrix.js';
import type { Finding } from './finding.js';
import { shown } from './held-conflicts.js';

export const takeOverAboveBound = 'TAKE_OVER_ABOVE_BOUND';

/** What is to be found now, and when (ms) there will be something that was announced; null: never, as far as is known. */
export interface TakenOver {
  readonly findings: readonly Finding[];
  readonly lookAt: number | null;
}

const nobody: TakenOver = { findings: [], lookAt: null };

/**
 * Whether a judged root reaches, at `at` (ms), more identities by `take-over` alone than the law lets one (SEMANTICS §2); what is recognised for it
 * is left out, and a law without a bound allows any number. Null when that cannot be told.
 */
export function takenOver(bundle: Bundle, world: World, root: string, at: number): TakenOver | null {
  const { takeOverBound: bound } = bundle.document;
  if (bound === undefined) return nobody;
  const above = takeOverAbove(matrixOf(bundle), world, root, { bound, at });
  if (above === null) return null;
  if (above === undefined) return nobody;
  if (above.from > at) return { findings: [], lookAt: above.from };
  const finding = {
    ...{ code: takeOverAboveBound, subject: `${root} take-over` },
    ...{ message: told(root, above, bound), dueAt: settledBy(bundle, at) },
  };
  return { findings: [finding], lookAt: null };
}

/** What is too much of what, and what to do about it; then as many of those whom it is about as a sentence takes. */
const told = (root: string, { whom, by }: TakeOver, bound: number): string =>
  shown(
    `\`${root}\` can take ${whom.length} identities over (${by.join(', ')}), and the law allows ${bound} that are not recognised: ` +
      `recognise that power with its compensating control, or end it; they are ${named(whom)}`,
  );

/** As many as a sentence takes. */
function named(whom: readonly string[]): string {
  const first = whom.slice(0, 3).map((identity) => `\`${identity}\``);
  return first.join(', ') + (whom.length > first.length ? ' …' : '');
}
