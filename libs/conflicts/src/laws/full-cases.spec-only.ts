/** The random cases that engine and oracle are compared on: sound ones, and some that are spoilt. */
import fc from 'fast-check';
import type { FullCase, Grant } from '@countersign/test-oracle';
import { grants, kinds, soundCases } from './full-worlds.spec-only.js';

/** What can be wrong with what is asked. */
export const ASKED_HARMS = ['role', 'identity', 'empty', 'past', 'scope'] as const;
/** What can be wrong with what is known. */
export const KNOWN_HARMS = ['kind', 'held role', 'window', 'state', 'dimension', 'source'] as const;
const HARMS = [...ASKED_HARMS, ...KNOWN_HARMS];

/** A case with one of these in it, at a grant. */
export function spoil(sound: FullCase, harm: string, grant: Grant): FullCase {
  const { world, change, at } = sound;
  const asking = (wrong: Partial<Grant>): FullCase => {
    return { ...sound, change: { ...change, add: [...change.add, { ...grant, ...wrong }] } };
  };
  const knowing = (wrong: Partial<Grant>): FullCase => {
    return { ...sound, world: { ...world, grants: [...world.grants, { ...grant, ...wrong }] } };
  };
  const harms: Readonly<Record<string, () => FullCase>> = {
    role: () => asking({ item: 'role:nobody-knows' }),
    identity: () => asking({ identity: 'person:nobody' }),
    empty: () => asking({ window: { from: 5, until: 5 } }),
    past: () => asking({ window: { from: 0, until: at } }),
    scope: () =>
      asking({ scope: Object.fromEntries((sound.book.dimensions ?? []).slice(0, 1).map((d) => [d, []])) }),
    kind: () => ({
      ...sound,
      world: { ...world, kinds: new Map([...kinds].filter(([id]) => id !== grant.identity)) },
    }),
    'held role': () => knowing({ item: 'role:forgotten' }),
    window: () => knowing({ window: { from: 0.5, until: null } }),
    state: () => knowing({ state: 'rumoured' as never }),
    dimension: () => knowing({ scope: { planet: ['1'] } }),
    source: () => knowing({ source: 'hearsay' }),
  };
  return harms[harm]?.() ?? sound;
}

/** Cases in which something is unknown, empty or unreadable. */
export const spoiltCases: fc.Arbitrary<FullCase> = fc
  .tuple(soundCases, fc.constantFrom(...HARMS), grants([]))
  .map(([sound, harm, grant]) => spoil(sound, harm, grant));

/** The cases of a comparison: one in six is spoilt. */
export const fullCases: fc.Arbitrary<FullCase> = fc.oneof(
  { weight: 5, arbitrary: soundCases },
  { weight: 1, arbitrary: spoiltCases },
);
