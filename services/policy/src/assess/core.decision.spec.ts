import { explain, judge } from '@countersign/conflicts';
import { factOf, keyring, people } from '@countersign/testing';
import { at, holds, usual } from '../../test/judging.spec-only.js';
import { kindsFrom } from '../identities/control-graph.decision.js';
import { withoutWhat } from './core.decision.js';
import { matrixOf } from './matrix.js';

const [vendors, payments, reading] = ['erp:vendor:create', 'erp:payment:release', 'erp:vendor:read'] as const;
const matrix = matrixOf(keyring().bundle());
const kinds = kindsFrom(usual.map(factOf));

/** What a veto of Bea's request says of its core; `held`: what she holds. */
function told(items: readonly string[], held: readonly string[] = []) {
  const asked = {
    ...{ matrix, at, world: { controls: [], kinds, grants: held.map((item) => holds(people.bea, item)) } },
    change: {
      drop: [],
      add: items.map((item) => ({ ...holds(people.bea, item), state: 'asked' as const })),
    },
  };
  const vetoing = judge(matrix, asked.world, asked.change, at).conflicts.filter(({ vetoes }) => vetoes);
  expect(vetoing.length).toBeGreaterThan(0);
  expect(explain(vetoing[0] as never)[0]).toContain('would be broken');
  return vetoing.flatMap((conflict) => withoutWhat(asked, conflict));
}

describe('what a veto says had to be left out', () => {
  it('is the part of it that meets what she holds', () => {
    expect(told([reading, payments], [vendors])).toEqual(['it would not be without `erp:payment:release`']);
  });

  it('is one half, where both are asked for: the one that was named first', () => {
    expect(told([reading, vendors, payments])).toEqual(['it would not be without `erp:vendor:create`']);
    expect(told([payments, reading, vendors])).toEqual(['it would not be without `erp:payment:release`']);
  });

  it('is nothing where all of it had to be', () => {
    expect(told([payments], [vendors])).toEqual([]);
  });

  it('is nothing where so much is held that looking for it would keep others waiting', () => {
    const others = Array.from({ length: 200 }, () => reading);
    expect(told([reading, payments], [vendors, ...others])).toEqual([]);
  });
});
