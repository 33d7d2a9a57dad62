import fc from 'fast-check';
import * as sound from '../index.js';
import type * as removal from '../removal.js';
import { engineAnswer, type Engine } from '../oracle/engine-against-oracle.spec-only.js';
import { ASKED_HARMS, KNOWN_HARMS, spoil } from './full-cases.spec-only.js';
import { grants, soundCases } from './full-worlds.spec-only.js';
import { withBroken } from './with-broken.spec-only.js';

const RUNS = { numRuns: 400, seed: 20260101 };

/** What cannot be judged does not pass for what is dropped beside it: all of what is held, or what a case drops. */
const harmNeverPasses = (engine: Engine, harm: string) =>
  fc.property(soundCases, grants([]), fc.boolean(), (asked, grant, dropsAll) => {
    const { world, change } = asked;
    // what lies inside a grant that is held asks for nothing, and without dimensions no scope is empty
    fc.pre(world.grants.every(({ identity, item }) => identity !== grant.identity || item !== grant.item));
    fc.pre(harm !== 'scope' || (asked.book.dimensions ?? []).length > 0);
    const drop = dropsAll ? world.grants : change.drop;
    const dropControls = dropsAll ? world.controls : (change.dropControls ?? []);
    const only = { ...asked, change: { ...change, drop, dropControls, add: [], addControls: [] } };
    const { outcome, holds } = engineAnswer(engine, spoil(only, harm, grant));
    expect(outcome).not.toBe('pass');
    expect(holds).not.toEqual([]);
  });

/** What only takes away passes, whatever cannot be read beside it. */
const removalPasses = (engine: Engine, harm: string) =>
  fc.property(soundCases, grants([]), (asked, grant) => {
    const only = { ...asked, change: { ...asked.change, add: [], addControls: [] } };
    expect(engineAnswer(engine, spoil(only, harm, grant))).toMatchObject({ outcome: 'pass', holds: [] });
  });

describe('what cannot be judged beside a removal', () => {
  it.each(ASKED_HARMS)('is held: what is asked has a wrong %s', (harm) => {
    fc.assert(harmNeverPasses(sound, harm), RUNS);
  });

  it.each(KNOWN_HARMS)('holds no removal: what is known has a wrong %s', (harm) => {
    fc.assert(removalPasses(sound, harm), RUNS);
  });
});

describe('it is noticed in an engine', () => {
  it('for which whatever drops something is a removal', () => {
    const broken = withBroken<typeof removal>('../removal.js', ({ isRemoval }) => ({
      isRemoval: (world, change, at) => change.drop.length > 0 || isRemoval(world, change, at),
    }));
    for (const harm of ASKED_HARMS) expect(fc.check(harmNeverPasses(broken, harm), RUNS).failed).toBe(true);
  });

  it('that holds removals', () => {
    const broken = withBroken<typeof removal>('../removal.js', () => ({ isRemoval: () => false }));
    const failed = KNOWN_HARMS.filter((harm) => fc.check(removalPasses(broken, harm), RUNS).failed);
    expect(failed).toEqual([...KNOWN_HARMS]);
  });
});
