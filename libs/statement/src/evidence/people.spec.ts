import {
  accountOf,
  aFact,
  aMonday,
  controlled,
  factOf,
  hired,
  instantAt,
  left,
  linked,
  memberOf,
  ms,
  people,
  type SourceEvent,
  testKey,
  votesWith,
} from '@countersign/testing';
import { groupsOf } from './groups.js';
import { accountsOf, hasLeft, hasLeftSince, votingKeyAt, workerAt } from './people.js';

const { bea, omar, mallory } = people;
const day = (number: number) => aMonday + number * ms.day;
const on = (number: number) => instantAt(day(number));
const facts = (...events: readonly SourceEvent[]) => events.map(factOf);
const unsigned = (event: SourceEvent): SourceEvent => ({ ...event, signedBy: null });
const changed = (effective: number, data: { department?: string; job?: string }) =>
  aFact('worker.changed.v1', { worker: bea, effective: on(effective), ...data });

describe('a worker', () => {
  const hire = hired(bea, { effective: on(0), department: 'sales' });

  it('works here from the day she is hired until the day she leaves', () => {
    const story = facts(hire, left(bea, day(5)));
    expect(workerAt(story, bea, day(0) - 1)).toBeNull();
    expect(workerAt(story, bea, day(0))).toEqual({
      department: 'sales',
      job: 'clerk',
      accounts: [accountOf(bea)],
    });
    expect(workerAt(story, bea, day(5) - 1)).not.toBeNull();
    expect(workerAt(story, bea, day(5))).toBeNull();
    expect(workerAt(story, omar, day(1))).toBeNull();
  });

  it('is not hired without the source’s signature, but leaves without it', () => {
    expect(workerAt(facts(unsigned(hire)), bea, day(1))).toBeNull();
    expect(workerAt(facts(hire, unsigned(left(bea, day(2)))), bea, day(3))).toBeNull();
  });

  it('has left by anybody’s word, and is back by a signed one only', () => {
    const gone = left(bea, day(5));
    const again = hired(bea, { effective: on(6) });
    expect(hasLeft(facts(hire, gone), bea, day(5) - 1)).toBe(false);
    expect(hasLeft(facts(hire, unsigned(gone)), bea, day(5))).toBe(true);
    expect(hasLeft(facts(hire, gone, unsigned(again)), bea, day(7))).toBe(true);
    expect(hasLeft(facts(hire, gone, again), bea, day(7))).toBe(false);
    expect(hasLeft(facts(gone), bea, day(7))).toBe(true);
    expect(hasLeft(facts(hire, gone), omar, day(7))).toBe(false);
  });

  it('has left since something was asked for her also when she was hired again in between', () => {
    const gone = left(bea, day(5));
    const story = facts(hired(bea, { effective: on(6) }), unsigned(gone), hire);
    expect(hasLeftSince(story, bea, day(1), day(5) - 1)).toBe(false);
    expect(hasLeftSince(story, bea, day(1), day(5))).toBe(true);
    expect(hasLeftSince(story, bea, day(1), day(9))).toBe(true);
    expect(hasLeftSince(story, bea, day(5), day(9))).toBe(true);
    expect(hasLeftSince(story, bea, day(6), day(9))).toBe(false);
    expect(hasLeftSince(story, omar, day(1), day(9))).toBe(false);
    expect(hasLeftSince(facts(hire, gone), bea, day(6), day(9))).toBe(true);
  });

  it('that leaves on the day of her hiring is gone', () => {
    expect(workerAt(facts(hire, left(bea, day(0))), bea, day(0))).toBeNull();
  });

  it('hired again has what her new hiring says, and no account of before (T15)', () => {
    const again = hired(bea, { effective: on(9), accounts: [{ system: 'erp', account: 'u1001b' }] });
    const story = facts(again, left(bea, day(5)), hire, changed(3, { job: 'manager' }));
    expect(workerAt(story, bea, day(8))).toBeNull();
    expect(workerAt(story, bea, day(9))).toEqual({
      department: 'accounts-payable',
      job: 'clerk',
      accounts: [{ system: 'erp', account: 'u1001b' }],
    });
    expect(accountsOf(story, bea, day(10))).toEqual([{ system: 'erp', account: 'u1001b' }]);
  });

  it('changes from the effective day on; what a change does not say stays', () => {
    const story = facts(
      changed(6, { job: 'manager' }),
      changed(3, { department: 'treasury', job: 'buyer' }),
      hire,
    );
    expect(workerAt(story, bea, day(2))).toMatchObject({ department: 'sales', job: 'clerk' });
    expect(workerAt(story, bea, day(3))).toMatchObject({ department: 'treasury', job: 'buyer' });
    expect(workerAt(story, bea, day(6))).toMatchObject({ department: 'treasury', job: 'manager' });
  });

  it('does not change by what nobody signed, nor by what was true before she was hired', () => {
    const story = facts(hire, unsigned(changed(1, { job: 'manager' })), changed(-1, { job: 'director' }));
    expect(workerAt(story, bea, day(2))?.job).toBe('clerk');
  });
});

describe('facts that become effective together and say different things', () => {
  const named = (id: string, event: SourceEvent): SourceEvent => ({ ...event, id });
  const bothWays = (a: SourceEvent, b: SourceEvent) => [facts(a, b), facts(b, a)];

  it('of a hiring: the one whose event is named last counts, whichever came first', () => {
    const sales = named('1', hired(bea, { department: 'sales' }));
    const treasury = named('2', hired(bea, { department: 'treasury' }));
    for (const story of bothWays(sales, treasury))
      expect(workerAt(story, bea, aMonday)?.department).toBe('treasury');
  });

  it('of a change: likewise, and across sources by their names', () => {
    const buyer = named('1', changed(1, { job: 'buyer' }));
    const clerk = { ...named('0', changed(1, { job: 'seller' })), source: 'hr-2' };
    for (const story of bothWays(buyer, clerk))
      expect(workerAt([factOf(hired(bea)), ...story], bea, day(1))?.job).toBe('seller');
  });

  it('of an account, a group or a key: the one that ends earlier, then the one named last', () => {
    const toBea = named('1', linked(bea, accountOf(bea, 'crm')));
    const toMallory = named('2', linked(mallory, accountOf(bea, 'crm')));
    for (const story of bothWays(toBea, toMallory)) {
      const all = [...facts(hired(bea), hired(mallory)), ...story];
      expect(accountsOf(all, bea, aMonday)).toEqual([accountOf(bea)]);
      expect(accountsOf(all, mallory, aMonday)).toContainEqual(accountOf(bea, 'crm'));
    }
  });
});

describe('accounts', () => {
  const extra = { system: 'erp', account: 'a-second' };
  const crm = accountOf(bea, 'crm');

  it('are those of the hiring, then linked ones by name', () => {
    const story = facts(linked(bea, { system: 'erp', account: 'z' }), linked(bea, extra), hired(bea));
    expect(accountsOf(story, bea, aMonday)).toEqual([accountOf(bea), extra, { system: 'erp', account: 'z' }]);
  });

  it('are linked in their window only', () => {
    const story = facts(hired(bea), linked(bea, crm, { effective: on(1), until: on(3) }));
    for (const [at, there] of [
      [day(1) - 1, false],
      [day(1), true],
      [day(3) - 1, true],
      [day(3), false],
    ] as const)
      expect(accountsOf(story, bea, at)).toEqual(there ? [accountOf(bea), crm] : [accountOf(bea)]);
  });

  it('are not linked without the source’s signature', () => {
    expect(accountsOf(facts(hired(bea), unsigned(linked(bea, crm))), bea, aMonday)).toEqual([accountOf(bea)]);
  });

  it('go to whom the later statement says', () => {
    const story = facts(
      linked(mallory, crm, { effective: on(2) }),
      hired(bea),
      hired(mallory),
      linked(bea, crm),
    );
    expect(accountsOf(story, bea, day(1))).toContainEqual(crm);
    expect(accountsOf(story, bea, day(2))).not.toContainEqual(crm);
    expect(accountsOf(story, mallory, day(2))).toContainEqual(crm);
  });

  it('of somebody who does not work here are none', () => {
    expect(accountsOf(facts(linked(bea, crm)), bea, aMonday)).toEqual([]);
    expect(accountsOf(facts(hired(bea), linked(bea, crm), left(bea, day(1))), bea, day(1))).toEqual([]);
  });

  it('of a service are those that its controllers’ statements name, each once', () => {
    const accounts = [{ system: 'erp', account: 'billing' }];
    const bot = 'service:billing-bot';
    const story = facts(
      controlled(bot, bea, { accounts, until: on(3) }),
      controlled(bot, omar, { accounts, how: 'deployer' }),
      controlled('service:other', bea, { accounts: [{ system: 'erp', account: 'other' }] }),
    );
    expect(accountsOf(story, bot, day(1))).toEqual(accounts);
    expect(accountsOf(facts(unsigned(controlled(bot, bea, { accounts }))), bot, day(1))).toEqual([]);
    expect(accountsOf(facts(controlled(bot, bea, { accounts, until: on(3) })), bot, day(3))).toEqual([]);
  });

  it('of a service are by name, whichever statement came first', () => {
    const accounts = ['a', 'b'].map((account) => ({ system: 'erp', account }));
    const [first, second] = accounts.map((account, n) =>
      controlled('service:bot', [bea, omar][n]!, { accounts: [account] }),
    );
    for (const story of [facts(first!, second!), facts(second!, first!)])
      expect(accountsOf(story, 'service:bot', aMonday)).toEqual(accounts);
  });
});

describe('groups', () => {
  const owners = (change = {}) => memberOf('process-owners', omar, change);

  it('hold in their window', () => {
    const story = facts(owners({ effective: on(1), until: on(3) }));
    expect([0, 1, 2, 3].map((at) => groupsOf(story, omar, day(at)).length)).toEqual([0, 1, 1, 0]);
  });

  it('end by a later statement', () => {
    const story = facts(owners({ effective: on(4), until: on(4) }), owners({ effective: on(1) }));
    expect(groupsOf(story, omar, day(3))).toEqual(['group:process-owners']);
    expect(groupsOf(story, omar, day(4))).toEqual([]);
  });

  it('of two statements that become effective together, the one that ends earlier counts', () => {
    const story = facts(owners({ effective: on(1) }), owners({ effective: on(1), until: on(2) }));
    expect(groupsOf(story, omar, day(2))).toEqual([]);
  });

  it('are the person’s own, and stated by the source', () => {
    expect(groupsOf(facts(owners()), bea, aMonday)).toEqual([]);
    expect(groupsOf(facts(unsigned(owners())), omar, aMonday)).toEqual([]);
  });
});

describe('voting keys', () => {
  const key = testKey(omar);

  it('count in their window, for their person, under their id', () => {
    const story = facts(votesWith(omar, key, { effective: on(1), until: on(3) }));
    expect([0, 1, 2, 3].map((at) => votingKeyAt(story, omar, key.kid, day(at)))).toEqual([
      undefined,
      key.x,
      key.x,
      undefined,
    ]);
    expect(votingKeyAt(story, omar, 'another', day(1))).toBeUndefined();
    expect(votingKeyAt(story, bea, key.kid, day(1))).toBeUndefined();
  });

  it('are replaced under their id by a later statement', () => {
    const story = facts(
      votesWith(omar, { kid: key.kid, x: testKey('new').x }, { effective: on(2) }),
      votesWith(omar, key),
    );
    expect(votingKeyAt(story, omar, key.kid, day(1))).toBe(key.x);
    expect(votingKeyAt(story, omar, key.kid, day(2))).toBe(testKey('new').x);
  });

  it('of two persons are nobody’s, as long as both have it', () => {
    const story = facts(
      votesWith(omar, key),
      votesWith(mallory, { kid: 'mine', x: key.x }, { until: on(3) }),
    );
    expect(votingKeyAt(story, omar, key.kid, day(1))).toBeUndefined();
    expect(votingKeyAt(story, mallory, 'mine', day(1))).toBeUndefined();
    expect(votingKeyAt(story, omar, key.kid, day(3))).toBe(key.x);
  });

  it('do not count without the source’s signature', () => {
    expect(votingKeyAt(facts(unsigned(votesWith(omar, key))), omar, key.kid, aMonday)).toBeUndefined();
  });
});
