import type { Conflict } from '@countersign/conflicts';
import type { RoleSpec } from '@countersign/contracts/governance';
import { contentOf } from '@countersign/statement';
import type { BundleContent } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';
import { isForbidden, type JudgedLaw, spellLegs } from './law.check.js';

/** Roles that contain themselves, contain nothing, or break a `prohibit` rule by themselves (SEMANTICS §4, role design). */
export function roleProblems(content: BundleContent, law: JudgedLaw): Problem[] {
  const byId = new Map(content.roles.map((role) => [role.id as string, role]));
  return content.roles.flatMap((role, at): Problem[] => {
    const cycle = cycleFrom(role, byId);
    if (cycle)
      return [
        {
          path: ['roles', at, 'roles'],
          code: 'ROLE_CYCLE',
          message: `roles contain each other: ${cycle.join(' > ')}`,
        },
      ];
    if (role.entitlements.length + role.roles.length === 0)
      return [{ path: ['roles', at], code: 'ROLE_EMPTY', message: `\`${role.id}\` contains nothing` }];
    return forbidden(law, role)
      .filter(isEverywhere)
      .map((conflict) => ({
        path: ['roles', at],
        code: 'ROLE_CONFLICT',
        message: `whoever holds \`${role.id}\` breaks ${conflict.rule}: ${spellLegs(conflict)}`,
      }));
  });
}

/** Roles that conflict for some objects only, and what a role needs beside it. */
export const roleWarnings = (content: BundleContent, law: JudgedLaw): Problem<WarningCode>[] =>
  content.roles.flatMap((role, at) =>
    forbidden(law, role).flatMap((conflict): Problem<WarningCode>[] => {
      const path = ['roles', at];
      if (conflict.kind === 'prerequisite')
        return [{ path, code: 'ROLE_NEEDS', message: `\`${role.id}\` needs more: ${conflict.title}` }];
      if (isEverywhere(conflict)) return [];
      const where = Object.entries(conflict.values).map(([name, values]) => `${name} ${values.join(', ')}`);
      const message = `\`${role.id}\` breaks ${conflict.rule} when granted for ${where.join(' and ')}`;
      return [{ path, code: 'ROLE_CONFLICTS_WITHIN', message }];
    }),
  );

const forbidden = (law: JudgedLaw, { id }: RoleSpec): readonly Conflict[] =>
  law.brokenBy([{ item: id, scope: {} }]).filter(isForbidden);

/** Whether a conflict is one for values that nobody lists: then each grant would be one. What a role merely needs is no conflict of its own. */
const isEverywhere = ({ kind, windows }: Conflict): boolean =>
  kind !== 'prerequisite' &&
  windows.some(({ object }) => Object.values(object).every((value) => value === '*'));

/** The way from a role back to itself, found at the first of the cycle only by those on it. */
function cycleFrom(start: RoleSpec, byId: ReadonlyMap<string, RoleSpec>): string[] | undefined {
  const visited = new Set<string>();
  const walk = (role: RoleSpec, path: readonly string[]): string[] | undefined => {
    for (const { item: inner } of role.roles.map(contentOf)) {
      if (inner === start.id) return [...path, inner];
      const next = byId.get(inner);
      if (!next || visited.has(inner)) continue;
      visited.add(inner);
      const found = walk(next, [...path, inner]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, [start.id]);
}
