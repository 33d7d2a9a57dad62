import { type BundleProblem, problem } from './bundle.errors.js';
import { type Names, unknownIn, unknownItem } from './book-names.js';
import type { EdgeDefinition } from './rule-book.js';

/** What is wrong in an edge of sound shape. */
export function edgeProblems({ id, premises, gives, map }: EdgeDefinition, names: Names): BundleProblem[] {
  const where = `edge \`${id}\``;
  const dimensions = Object.entries(map ?? {}).flatMap(([from, to]) => (to === null ? [from] : [from, to]));
  return [
    ...(premises.length > 0 ? [] : [problem('BUNDLE_EMPTY_DUTY', where, 'it has no premise')]),
    ...premises.flatMap((premise) => unknownItem(premise, names, where)),
    ...('entitlement' in gives ? unknownIn('entitlement', gives.entitlement, names, where) : []),
    ...dimensions.flatMap((name) => unknownIn('dimension', name, names, where)),
  ];
}
