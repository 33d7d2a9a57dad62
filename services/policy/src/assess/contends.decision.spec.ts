import type { Control, Grant } from '@countersign/conflicts';
import type { RequestId } from '@countersign/contracts';
import { factOf, keyring, people } from '@countersign/testing';
import { at, holds, usual } from '../../test/judging.spec-only.js';
import { kindsFrom } from '../identities/control-graph.decision.js';
import { contendsOf, type Pending } from './contends.decision.js';
import { matrixOf } from './matrix.js';

const [vendors, payments, invoices] = [
  'erp:vendor:create',
  'erp:payment:release',
  'erp:invoice:post',
] as const;
const reading = 'crm:contact:read';
const rule = {
  ...{ id: 'ALL-01', version: 1, title: 'Not all of them', control: '' },
  ...{ effect: 'prohibit' as const, rollout: 'enforce' as const },
};
const law = keyring().bundle((document) => ({
  ...document,
  rules: [{ ...rule, legs: ['duty:maintain-vendors', 'duty:pay', 'duty:post-invoices'] }],
}));
const aPending = (request: string, item: string): Pending => ({
  request: request as RequestId,
  grants: [holds(people.bea, item)],
});
const owns = (from: string, to: string): Control => ({
  ...{ from, to, how: 'owner', strength: 'acts-as' },
  window: { from: at - 1, until: null },
});
/** Bea asks to keep vendors; `grants` are held. */
const beside = (
  waiting: readonly Pending[],
  grants: readonly Grant[] = [],
  controls: readonly Control[] = [],
  bundle = law,
) => {
  const kinds = kindsFrom(usual.map(factOf));
  for (const { to } of controls) kinds.set(to, 'service');
  const change = { drop: [], add: [{ ...holds(people.bea, vendors), state: 'asked' as const }] };
  return contendsOf({ matrix: matrixOf(bundle), at, world: { controls, kinds, grants }, change }, waiting);
};

describe('what contends with a request', () => {
  it('is nothing where nothing is pending, or nothing of it collides', () => {
    expect(beside([])).toEqual({ requests: [], more: false });
    expect(beside([aPending('a', payments), aPending('b', 'erp:vendor:read')])).toEqual({
      requests: [],
      more: false,
    });
  });

  it('is what collides alone, each by itself, though two ask for the same', () => {
    const waiting = [aPending('a', payments), aPending('b', 'erp:vendor:read'), aPending('c', payments)];
    expect(beside(waiting, [holds(people.bea, invoices)]).requests).toEqual(['a', 'c']);
  });

  it('is what collides only together, and whatever could stand in place of one of them; never who looks on', () => {
    const waiting = [
      ...[aPending('a', payments), aPending('b', invoices), aPending('c', 'erp:vendor:read')],
      ...[aPending('d', payments), aPending('e', invoices)],
    ];
    expect(beside(waiting)).toEqual({ requests: ['a', 'b', 'd', 'e'], more: true });
    expect(beside(waiting.filter(({ request }) => request !== 'c')).more).toBe(false);
  });

  it('is every set of what collides only together, though they have nothing in common', () => {
    const also = { ...rule, id: 'ALL-02', legs: ['duty:maintain-vendors', 'duty:read', 'duty:look'] };
    const two = keyring().bundle((document) => ({
      ...document,
      duties: [
        ...document.duties,
        { id: 'duty:read', title: 'read', any: [reading] },
        { id: 'duty:look', title: 'look', any: ['erp:vendor:read'] },
      ],
      rules: [{ ...rule, legs: ['duty:maintain-vendors', 'duty:pay', 'duty:post-invoices'] }, also],
    }));
    const waiting = [payments, invoices, reading, 'erp:vendor:read'].map((item, n) =>
      aPending('abcd'[n] ?? '', item),
    );
    expect(beside(waiting, [], [], two)).toEqual({ requests: ['a', 'b', 'c', 'd'], more: false });
  });

  it('is not hidden by who asks for the same', () => {
    const waiting = [aPending('a', vendors), aPending('b', payments), aPending('c', invoices)];
    expect(beside(waiting).requests).toEqual(['b', 'c']);
  });

  it('may be more than what is named, where something cannot be judged beside it', () => {
    const unknown = aPending('a', 'role:nobody-knows');
    expect(beside([unknown, aPending('b', payments)], [holds(people.bea, invoices)])).toEqual({
      requests: ['b'],
      more: true,
    });
  });

  it('may be more, where a look takes too many steps; the answer comes out all the same', () => {
    const three = keyring().bundle((document) => ({
      ...document,
      duties: [...document.duties, { id: 'duty:three', title: 'three', all: [vendors, invoices, reading] }],
      rules: [{ ...rule, legs: ['duty:three', 'duty:pay'] }],
    }));
    const bots = Array.from({ length: 20 }, (_, n) => ({
      id: `service:${n}`,
      window: { from: at - 1, until: at + 1_000 + n },
    }));
    const grants = bots.flatMap(({ id, window }) =>
      [vendors, invoices, reading].map((item) => holds(id, item, window)),
    );
    const controls = bots.map(({ id }) => owns(people.bea, id));
    const waiting = [aPending('a', payments), aPending('b', 'erp:vendor:read')];
    expect(beside(waiting, grants, controls, three)).toEqual({ requests: [], more: true });
  });

  it('may be more, where so much is there that not all can be looked at', () => {
    const controls = Array.from({ length: 10_000 }, (_, n) => owns(`service:${n}`, `service:${n + 1}`));
    const waiting = ['a', 'b'].map((id) => aPending(id, payments));
    expect(beside(waiting, [holds(people.bea, invoices)], controls)).toEqual({ requests: ['a'], more: true });
  });
});
