import type { RoleSpec } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';
import type { Problem } from '../problem.js';
import { Closure } from './closure.js';
import { Meetings, spellLegs } from './meetings.js';

/** Roles that contain themselves, contain nothing, or break a `prohibit` rule by themselves (SEMANTICS §4, role design). */
export function roleProblems(content: BundleContent): Problem[] {
  const closure = new Closure(content);
  const meetings = new Meetings(content);
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
    return meetings
      .in(closure.of([role.id]))
      .filter(({ rule }) => rule.effect === 'prohibit' && rule.rollout === 'enforce')
      .map((meeting) => ({
        path: ['roles', at],
        code: 'ROLE_CONFLICT',
        message: `whoever holds \`${role.id}\` breaks ${meeting.rule.id}: ${spellLegs(meeting)}`,
      }));
  });
}

/** The way from a role back to itself, found at the first of the cycle only by those on it. */
function cycleFrom(start: RoleSpec, byId: ReadonlyMap<string, RoleSpec>): string[] | undefined {
  const visited = new Set<string>();
  const walk = (role: RoleSpec, path: readonly string[]): string[] | undefined => {
    for (const inner of role.roles) {
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
