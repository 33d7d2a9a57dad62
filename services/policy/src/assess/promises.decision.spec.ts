import type { Grant } from '@countersign/conflicts';
import type { BundleDocument } from '@countersign/contracts/governance';
import { asking, keyring, memberOf, ms, people, type Plain } from '@countersign/testing';
import { asked, at, codes, eachRule, holds, judged, passed, usual } from '../../test/judging.spec-only.js';
import { matrixOf } from './matrix.js';
import { judgePromised } from './promises.decision.js';

const { bea } = people;
const release = 'erp:payment:release';
const create = 'erp:vendor:create';
const promised = (item: string, scope?: Grant['scope']): Grant => ({
  ...{ ...holds(bea, item), state: 'reserved' },
  ...(scope ? { scope } : {}),
});
const dual = eachRule({ effect: 'dual-approval' });
const facts = [
  ...usual,
  ...['person:4001', 'person:4002'].map((person) => memberOf('risk-committee', person)),
];
const stagesOf = (grants: readonly Grant[], law = dual, item = create) => {
  const { route, conflicts } = passed(judged(asked(asking(item)), { law, grants, facts }));
  return {
    stages: route.stages.map(({ name }) => name),
    rules: conflicts.map(({ rule, class: change }) => `${rule} ${change}`),
  };
};
const both = { stages: expect.arrayContaining(['dual approval']), rules: ['P2P-01 creates'] };

// given when the law asked for less, and never given to a target since
describe('what was promised and never given', () => {
  it('spares nobody the dual approval that the law in force asks for', () => {
    expect(stagesOf([holds(bea, release)])).toEqual(both);
    expect(stagesOf([holds(bea, release), promised(create)])).toEqual(both);
  });

  it('spares it neither as a role that contains it, nor as another way to the same duty that may repeat', () => {
    expect(stagesOf([holds(bea, release), promised('role:vendor-clerk')])).toEqual(both);
    const repeating = eachRule({ effect: 'dual-approval', repeatsPass: true });
    expect(stagesOf([holds(bea, release), promised('role:vendor-clerk')], repeating)).toEqual(both);
  });

  it('excuses no conflict that the law in force forbids, where what repeats may pass', () => {
    const law = eachRule({ repeatsPass: true });
    const grants = [holds(bea, release), promised('role:vendor-clerk')];
    expect(codes(judged(asked(asking(create)), { law, grants, facts }))).toEqual(['CONFLICT']);
  });

  it('still excuses what is held: that repeats, and passes where the law lets it', () => {
    const law = eachRule({ repeatsPass: true });
    const grants = [holds(bea, release), holds(bea, 'role:vendor-clerk')];
    expect(codes(judged(asked(asking(create)), { law, grants, facts }))).toEqual(['pass']);
  });

  it('makes no yes of what cannot be judged: who controls what is told by a source that has fallen silent', () => {
    const old = { confirmedAt: at - 9 * ms.day, longestAgeMs: ms.day };
    const silent = { id: 'hr', tells: [{ what: 'controls', about: 'person:*' }], ...old };
    const outcome = (grants: readonly Grant[], sources: readonly object[]) => {
      const world = {
        kinds: new Map([[bea, 'person']]),
        controls: [],
        grants,
        staying: grants,
        dropped: [],
        sources,
      };
      const add = [{ ...promised(create), state: 'asked' as const }];
      return judgePromised(matrixOf(keyring().bundle()), { world: world as never, at }, { add, drop: [] }).all
        .outcome;
    };
    for (const beside of [[], [promised(create)], [promised('role:vendor-clerk')]])
      expect([outcome(beside, []), outcome(beside, [silent])]).toEqual(['pass', 'hold']);
  });

  it('may be what a prerequisite needs', () => {
    const law = (document: Plain<BundleDocument>): Plain<BundleDocument> => ({
      ...document,
      duties: [
        ...document.duties,
        { id: 'duty:read-first', title: 'Read', any: ['erp:vendor:read'] },
        { id: 'duty:create-then', title: 'Create', any: [create] },
      ],
      rules: [
        {
          ...{ id: 'PRE-01', version: 1, title: 'Reads what she creates', control: '' },
          ...{ when: 'duty:create-then', needs: 'duty:read-first' },
          ...{ effect: 'prohibit', rollout: 'enforce' },
        },
      ],
    });
    const given = (grants: readonly Grant[]) => codes(judged(asked(asking(create)), { law, grants, facts }));
    expect(given([])).toEqual(['CONFLICT']);
    expect(given([promised('erp:vendor:read')])).toEqual(['pass']);
  });
});
