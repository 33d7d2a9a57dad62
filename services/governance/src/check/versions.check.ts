import type { BundleDocument } from '@countersign/contracts/governance';
import type { Problem } from '../problem.js';
import type { Entry } from './looser.js';

/** Members that mean something for those who hold a role or are bound by a rule: to change one is a new version. */
const versioned = {
  roles: ['entitlements', 'roles'],
  rules: [
    ...['legs', 'threshold', 'set', 'holders', 'most', 'when', 'needs', 'anywhere'],
    ...['dimensions', 'effect', 'maxDays', 'perDays', 'repeatsPass'],
  ],
} as const;

/** Roles and rules that changed and kept their version, or would fall back to an older one. */
export function versionProblems(before: BundleDocument, after: BundleDocument): Problem[] {
  return (['roles', 'rules'] as const).flatMap((section) => {
    const old = new Map((before[section] as readonly Entry[]).map((entry) => [entry.id, entry]));
    return (after[section] as readonly Entry[]).flatMap((entry, at): Problem[] => {
      const was = old.get(entry.id);
      if (!was) return [];
      const changed = versioned[section].filter((name) => meaning(was[name]) !== meaning(entry[name]));
      const [from, to] = [Number(was.version), Number(entry.version)];
      if (to > from || (to === from && changed.length === 0)) return [];
      const why = changed.length > 0 ? `${changed.join(' and ')} changed` : 'versions only rise';
      const message = `\`${entry.id}\` has version ${to} after ${from}, and ${why}: give it version ${from + 1}`;
      return [{ path: [section, at, 'version'], code: 'VERSION_NOT_RAISED', message }];
    });
  });
}

/** Lists are sets here: their order means nothing. */
const meaning = (value: unknown): string =>
  JSON.stringify(
    Array.isArray(value) ? value.map((one: unknown) => JSON.stringify(one)).sort() : (value ?? null),
  );
