/**
 * All cases of one tiny universe, up to renaming: two persons, a service account, two entitlements that one rule keeps
 * apart, three extents (in time or in place) of which the first holds the others, at most three grants held, any
 * control of the persons over the account and link between them, and one grant asked.
 */
import type { Control, FullCase, Grant, RuleBook } from '@countersign/test-oracle';

/** What a grant reaches: everything, or one of two parts that do not meet. */
export type Extent = 0 | 1 | 2;
export type Family = 'time' | 'place';

const EXTENTS: readonly Extent[] = [0, 1, 2];
const IDENTITIES = ['person:1', 'person:2', 'service:1'];
const ENTITLEMENTS = ['erp:a:x', 'erp:b:x'];

interface Slot {
  readonly who: number;
  readonly what: number;
  readonly extent: Extent;
}

interface Tiny {
  readonly held: readonly Slot[];
  readonly asked: Slot;
  /** Whether the first, the second person controls the account, and whether they are linked. */
  readonly controls: readonly [boolean, boolean, boolean];
}

const SLOTS: readonly Slot[] = [0, 1, 2].flatMap((who) =>
  [0, 1].flatMap((what) => EXTENTS.map((extent) => ({ who, what, extent }))),
);

/** Up to three grants, no two of one entitlement to one identity. */
function holdings(): Slot[][] {
  const isApart = (a: Slot, b: Slot) => a.who !== b.who || a.what !== b.what;
  const larger = (some: Slot[]) =>
    SLOTS.filter((slot, i) => some.every((other) => SLOTS.indexOf(other) < i && isApart(other, slot))).map(
      (slot) => [...some, slot],
    );
  const one = larger([]);
  const two = one.flatMap(larger);
  return [[], ...one, ...two, ...two.flatMap(larger)];
}

const BOTH = [false, true];

function everything(): Tiny[] {
  const controls = BOTH.flatMap((a) => BOTH.flatMap((b) => BOTH.map((c): Tiny['controls'] => [a, b, c])));
  return holdings().flatMap((held) =>
    controls.flatMap((some) => SLOTS.map((asked) => ({ held, asked, controls: some }))),
  );
}

const textOf = ({ held, asked, controls }: Tiny): string =>
  JSON.stringify([held.map((slot) => JSON.stringify(slot)).sort(), asked, controls]);

/** The same case with the persons, or the entitlements, under each other's name. */
function renamings(tiny: Tiny): Tiny[] {
  const swap = (persons: boolean, entitlements: boolean) => {
    const renamed = ({ who, what, extent }: Slot): Slot => ({
      who: persons && who < 2 ? 1 - who : who,
      what: entitlements ? 1 - what : what,
      extent,
    });
    const [first, second, linked] = tiny.controls;
    const controls: Tiny['controls'] = persons ? [second, first, linked] : [first, second, linked];
    return { held: tiny.held.map(renamed), asked: renamed(tiny.asked), controls };
  };
  return BOTH.flatMap((persons) => BOTH.map((entitlements) => swap(persons, entitlements)));
}

/**
 * One of each case and all its renamings: the one whose text comes first. `orbits` counts the same from the cases that
 * each renaming leaves as they are (Burnside), so that neither count rests on the other.
 */
export function upToRenaming(): {
  readonly all: number;
  readonly cases: readonly Tiny[];
  readonly orbits: number;
} {
  const all = everything();
  let fixed = 0;
  const cases = all.filter((tiny) => {
    const text = textOf(tiny);
    const texts = renamings(tiny).map(textOf);
    fixed += texts.filter((renamed) => renamed === text).length;
    return texts.every((renamed) => text <= renamed);
  });
  return { all: all.length, cases, orbits: fixed / 4 };
}

const BOOK: RuleBook = {
  entitlements: ENTITLEMENTS,
  roles: [],
  duties: [
    { id: 'duty:a', any: ['erp:a:x'] },
    { id: 'duty:b', any: ['erp:b:x'] },
  ],
  rules: [
    { id: 'R', version: 1, title: 'R', legs: ['duty:a', 'duty:b'], effect: 'prohibit', rollout: 'enforce' },
  ],
};
const PLACES: RuleBook = {
  ...BOOK,
  dimensions: ['company'],
  rules: BOOK.rules.map((rule) => ({ ...rule, dimensions: ['company'] })),
};
const WHOLE = { from: 0, until: null };
const WINDOWS = [WHOLE, { from: 0, until: 2 }, { from: 2, until: null }];
const SCOPES = [undefined, { company: ['1'] }, { company: ['2'] }];

function grantOf({ who, what, extent }: Slot, family: Family, state: Grant['state']): Grant {
  const grant = { identity: IDENTITIES[who] ?? '', item: ENTITLEMENTS[what] ?? '', state };
  const scope = SCOPES[extent];
  if (family === 'time') return { ...grant, window: WINDOWS[extent] ?? WHOLE };
  return { ...grant, window: WHOLE, ...(scope && { scope }) };
}

/** The case that a tiny one stands for. */
export function tinyCase({ held, asked, controls }: Tiny, family: Family): FullCase {
  const owns = (from: string, to: string, how: string): Control => {
    return { from, to, how, strength: 'acts-as', window: WHOLE };
  };
  const stated = [
    owns('person:1', 'service:1', 'owner'),
    owns('person:2', 'service:1', 'owner'),
    owns('person:1', 'person:2', 'linked'),
  ];
  return {
    book: family === 'time' ? BOOK : PLACES,
    world: {
      controls: stated.filter((_, i) => controls[i]),
      grants: held.map((slot) => grantOf(slot, family, 'held')),
      kinds: new Map(IDENTITIES.map((id) => [id, id.slice(0, id.indexOf(':'))])),
    },
    change: { drop: [], add: [grantOf(asked, family, 'asked')] },
    at: 0,
  };
}
