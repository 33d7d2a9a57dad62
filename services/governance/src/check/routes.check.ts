import { type Level, levels } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';

type Pair = readonly [sensitivity: Level, blastRadius: Level];
const pairs: readonly Pair[] = levels.flatMap((sensitivity) =>
  levels.map((blastRadius): Pair => [sensitivity, blastRadius]),
);

/** Position of the route that counts for a pair of levels: the first that fits. */
const routeAt = ({ routes }: BundleContent, [sensitivity, blastRadius]: Pair): number =>
  routes.findIndex(
    (route) => route.sensitivity.includes(sensitivity) && route.blastRadius.includes(blastRadius),
  );

/** Pairs of levels for which nobody is named: requests of them would be held for ever. */
export const routeProblems = (content: BundleContent): Problem[] => [
  ...pairs
    .filter((pair) => routeAt(content, pair) === -1)
    .map(([sensitivity, blastRadius]): Problem => {
      const message = `no route for sensitivity \`${sensitivity}\` with blast radius \`${blastRadius}\``;
      return { path: ['routes'], code: 'ROUTE_MISSING', message };
    }),
  ...content.routes.flatMap(({ id, maxDays, maxTotalDays }, at): Problem[] => {
    if (maxTotalDays === undefined || (maxDays !== null && maxDays <= maxTotalDays)) return [];
    const message = `\`${id}\` lets one grant last longer than all its continuations together: \`maxDays\` must be at most \`maxTotalDays\``;
    return [{ path: ['routes', at, 'maxTotalDays'], code: 'ROUTE_TOTAL_TOO_SHORT', message }];
  }),
  ...content.routes.flatMap(({ stages }, at) =>
    stages.flatMap(({ groups }, stage) =>
      groups.flatMap(({ group }, position): Problem[] => {
        if (groups.findIndex((other) => other.group === group) === position) return [];
        const path = ['routes', at, 'stages', stage, 'groups', position];
        return [{ path, code: 'REFERENCE_DUPLICATE', message: `\`${group}\` stands here a second time` }];
      }),
    ),
  ),
];

/** Routes that never count, and quorums that ask for less than the needs of their stage. */
export function routeWarnings(content: BundleContent): Problem<WarningCode>[] {
  const reached = new Set(pairs.map((pair) => routeAt(content, pair)));
  return content.routes.flatMap((route, at): Problem<WarningCode>[] => [
    ...(reached.has(at)
      ? []
      : [
          {
            path: ['routes', at],
            code: 'ROUTE_UNREACHABLE' as const,
            message: `\`${route.id}\` never counts, routes before it fit whatever it fits`,
          },
        ]),
    ...route.stages.flatMap(({ groups, quorum }, stage): Problem<WarningCode>[] => {
      const needed = groups.reduce((sum, { need }) => sum + need, 0);
      if (quorum >= needed) return [];
      const message = `\`quorum\` is ${quorum}, but the needs of the stage take ${needed} persons`;
      return [{ path: ['routes', at, 'stages', stage, 'quorum'], code: 'QUORUM_BELOW_NEEDS', message }];
    }),
  ]);
}
