import type { StatementType } from '@countersign/contracts';
import {
  aBirthrightStory,
  aStory,
  endingLater,
  keyring,
  moments,
  ms,
  oneMore,
  people,
  type Trail,
  theRequest,
  votesOf,
} from '@countersign/testing';
import { Gate } from '@countersign/testing/database';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { orderWaiting } from './order-cleared.handler.js';

let provisioning: TestProvisioning;
let trail: Trail;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  trail = await aStory().tell();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const tick = () => provisioning.inTransaction((tx) => orderWaiting(provisioning.deps, tx));
const statement = <T extends StatementType>(jws = '') => provisioning.read<T>(jws);
const cleared = () => statement<'policy.cleared.v1'>(trail.statements.cleared.jws);
const tokens = async () => (await provisioning.orders()).map(({ body }) => body.token);
const nothingOrdered = async () => expect(await provisioning.orders()).toEqual([]);
/** The connector says which clearances a place has under a token. */
const answer = async (
  token: number,
  clearances: readonly string[],
  permission = 'role:erp_vendor_create',
) => {
  const grants = clearances.map((clearance) => ({ clearance, request: theRequest, until: null }));
  const place = { system: 'erp', account: 'u1001', permission };
  await provisioning.answered({ ...place, token, outcome: 'done', state: { grants, adopted: false } });
};

describe('a clearance whose documents are there', () => {
  it('becomes one order a line, after its evidence, on one topic, under the request’s key', async () => {
    await provisioning.hear(trail);
    const said = await provisioning.said();
    expect(said.map(({ type }) => type.split('.')[1])).toEqual(['evidence', 'ordered', 'ordered']);
    expect(new Set(said.map(({ topic, key }) => `${topic} ${key}`))).toEqual(
      new Set([`provisioning.erp ${theRequest}`]),
    );
    const [evidence, ...orders] = said;
    expect(new Set(evidence?.body.documents)).toEqual(new Set(evidenceOf(trail)));
    const { hash } = trail.statements.cleared;
    const until = moments.submitted + 30 * ms.day;
    for (const [n, permission] of ['role:erp_vendor_create', 'role:erp_vendor_read'].entries())
      expect(orders[n]?.body).toEqual({
        ...{ system: 'erp', account: 'u1001', permission, token: 1 },
        ...{ applyBefore: moments.cleared + ms.minute },
        desired: { grants: [{ clearance: hash, request: theRequest, until }], adopted: false },
      });
    expect(await provisioning.clearances()).toEqual([['ordered', null]]);
  });

  it('is ordered once, delivered again, looked at again, or twice at the same time', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    const gate = new Gate();
    provisioning.onIssue = () => {
      provisioning.onIssue = () => undefined;
      return gate.pass();
    };
    const first = provisioning.deliver(await cleared());
    await gate.reached;
    const second = provisioning.deliver(await cleared());
    await provisioning.untilWaiting();
    gate.open();
    await Promise.all([first, second]);
    await provisioning.deliver(await cleared());
    await tick();
    expect(await tokens()).toEqual([1, 1]);
  });

  it('leaves nothing when the process dies between two of its orders, and is ordered when it comes again', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    let issued = 0;
    provisioning.onIssue = () => {
      issued += 1;
      if (issued === 3) throw new TypeError('the process dies here');
    };
    await expect(provisioning.deliver(await cleared())).rejects.toThrow('dies here');
    expect([await provisioning.said(), await provisioning.places()]).toEqual([[], []]);
    await provisioning.deliver(await cleared());
    expect(await tokens()).toEqual([1, 1]);
  });
});

/** What a connector has to be sent for a story: every document but the facts that say nothing about beneficiary and voters. */
function evidenceOf({ statements, documents }: Trail): readonly string[] {
  const subjects: readonly string[] = [people.bea, people.omar, people.cleo];
  const own = new Set(statements.facts.map(({ jws }) => jws));
  const body = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).body;
  const said = (jws: string) => {
    const { subject, type } = body(jws);
    return subjects.includes(subject) && (subject !== people.bea || type.startsWith('worker.'));
  };
  return documents.filter((jws) => !own.has(jws) || said(jws));
}

describe('a clearance that is not complete', () => {
  it.each<readonly [string]>([['request.submitted.v1'], ['policy.assessed.v1'], ['approval.approved.v1']])(
    'waits for its `%s` and is ordered when that comes last',
    async (type) => {
      await provisioning.hear(trail, [type]);
      await tick();
      await nothingOrdered();
      expect(await provisioning.clearances()).toEqual([['waiting', null]]);
      for (const jws of trail.documents) {
        const late = await statement(jws);
        if (late.type === type) await provisioning.deliver(late);
      }
      expect(await tokens()).toEqual([1, 1]);
    },
  );

  it('waits for the fact that carries its birthright', async () => {
    const birthright = await aBirthrightStory().tell();
    await provisioning.hear(birthright, ['request.identity-stated.v1']);
    expect(await provisioning.clearances()).toEqual([['waiting', null]]);
    await provisioning.hear(birthright);
    await tick();
    expect(await tokens()).toEqual([1]);
  });

  it.each(['request', 'policy', 'approval', 'provisioning'])(
    'waits while the chain of %s has a gap',
    async (signer) => {
      provisioning.gaps.add(signer);
      await provisioning.hear(trail);
      await tick();
      await nothingOrdered();
      provisioning.gaps.clear();
      await tick();
      expect(await tokens()).toEqual([1, 1]);
    },
  );

  it.each(['this process', 'request', 'policy', 'approval'])(
    'waits while the clock of %s differs, and is spent neither for being early nor late by it',
    async (whose) => {
      provisioning.skewed.add(whose);
      provisioning.clock.advance(-10 * ms.minute);
      await provisioning.hear(trail);
      provisioning.clock.advance(20 * ms.minute);
      await tick();
      await nothingOrdered();
      expect(await provisioning.clearances()).toEqual([['waiting', null]]);
      provisioning.skewed.clear();
      provisioning.clock.set(moments.cleared);
      await tick();
      expect(await tokens()).toEqual([1, 1]);
    },
  );

  it.each([
    ['what it continues is there until then', 20, true],
    ['what is there ends before', 19, false],
    ['nothing is there', 0, false],
  ])('is ordered before its start only while %s', async (_, seconds, now) => {
    const from = moments.cleared + 20 * ms.second;
    const next = await aStory()
      .submitted((usual) => ({ ...usual, window: { ...usual.window, from } }))
      .tell();
    const lasting = {
      clearance: 'A'.repeat(43),
      request: `r-${'b'.repeat(22)}`,
      until: moments.cleared + seconds * ms.second,
    };
    for (const permission of seconds > 0 ? ['role:erp_vendor_create', 'role:erp_vendor_read'] : [])
      await provisioning.rows(
        `INSERT INTO desired (system, account, permission, token, grants) VALUES ('erp', 'u1001', $1, 1, $2)`,
        [permission, JSON.stringify([lasting])],
      );
    await provisioning.hear(next);
    expect(await provisioning.clearances()).toEqual([[now ? 'ordered' : 'waiting', null]]);
    const grants = (await provisioning.orders()).map(({ body }) => body.desired.grants.length);
    expect(grants).toEqual(now ? [2, 2] : []);
    provisioning.clock.set(from);
    await tick();
    expect(await provisioning.clearances()).toEqual([['ordered', null]]);
  });

  it('is spent when it would wait longer than it may live, and never used again', async () => {
    await provisioning.hear(trail, ['approval.approved.v1']);
    provisioning.clock.advance(ms.minute - 2_000);
    await tick();
    expect(await provisioning.clearances()).toEqual([['spent', 'RAN_OUT']]);
    provisioning.clock.set(moments.cleared);
    await provisioning.hear(trail);
    await tick();
    await nothingOrdered();
  });

  it('is still ordered while there is time for the way', async () => {
    await provisioning.hear(trail, ['approval.approved.v1']);
    provisioning.clock.advance(ms.minute - 2_001);
    await provisioning.deliver(await statement(trail.statements.approved?.jws));
    expect(await tokens()).toEqual([1, 1]);
  });
});

describe('a clearance that must not be ordered is spent, with the reason', () => {
  it.each<readonly [string, ReturnType<typeof aStory>, string]>([
    [
      'somebody who may decide said no',
      aStory().voted(oneMore({ voter: people.cleo, decision: 'no' })),
      'VOTED_NO',
    ],
    ['one of two is missing', aStory().voted(votesOf(people.omar)), 'QUORUM_NOT_MET'],
    [
      'approval signed the votes',
      aStory().voted((all) => all.map((vote) => ({ ...vote, by: 'approval' }))),
      'VOTE_INVALID',
    ],
    ['it lasts longer than was assessed', aStory().cleared(endingLater(1)), 'UNTIL_TOO_LATE'],
    [
      'it is for another account',
      aStory().cleared((usual) => ({
        ...usual,
        lines: usual.lines.map((line, n) => (n === 1 ? { ...line, account: 'u6666' } : line)),
      })),
      'EXPANSION_DIFFERS',
    ],
    [
      'it is dated ahead',
      aStory().cleared((usual) => ({ ...usual, applyBefore: usual.applyBefore + ms.hour })),
      'CLEARED_IN_FUTURE',
    ],
  ])('when %s', async (_why, story, code) => {
    await provisioning.hear(await story.tell());
    await tick();
    await nothingOrdered();
    expect(await provisioning.said()).toEqual([]);
    expect(await provisioning.clearances()).toEqual([['spent', code]]);
  });
});

describe('two requests for one permission', () => {
  it('both stand in its state, under a rising token, also when they are ordered at the same time', async () => {
    const second = await aStory().submitted({ request: 'r-story-0000000000000002' }).tell();
    await provisioning.hear(trail, ['policy.cleared.v1']);
    await provisioning.hear(second, ['policy.cleared.v1']);
    const gate = new Gate();
    provisioning.onIssue = (type) => {
      if (type !== 'provisioning.ordered.v1') return;
      provisioning.onIssue = () => undefined;
      return gate.pass();
    };
    const one = provisioning.deliver(await cleared());
    await gate.reached;
    const two = provisioning.deliver(await statement(second.statements.cleared.jws));
    await provisioning.untilWaiting();
    gate.open();
    await Promise.all([one, two]);
    expect(await tokens()).toEqual([1, 1, 2, 2]);
    const requests = (await provisioning.places()).map(({ grants }) =>
      grants.map(({ request }) => request).sort(),
    );
    expect(requests).toEqual([
      [theRequest, 'r-story-0000000000000002'],
      [theRequest, 'r-story-0000000000000002'],
    ]);
  });
});

describe('what a connector answers', () => {
  it('keeps what the target has, and spends for ever what it has not', async () => {
    await provisioning.hear(trail);
    const { hash } = trail.statements.cleared;
    await answer(1, [hash]);
    expect(await provisioning.clearances()).toEqual([['ordered', null]]);
    await answer(1, []);
    expect(await provisioning.clearances()).toEqual([['spent', 'NOT_IN_TARGET']]);
    const [create, read] = await provisioning.places();
    expect([create?.grants, create?.answered, read?.grants.length]).toEqual([[], 1, 1]);
    await answer(1, [hash]);
    expect((await provisioning.places())[0]?.grants).toEqual([]);
    await provisioning.deliver(await cleared());
    await tick();
    expect(await tokens()).toEqual([1, 1]);
  });

  it('to an older order says nothing about the newer one', async () => {
    await provisioning.hear(trail);
    const second = await aStory().submitted({ request: 'r-story-0000000000000002' }).tell();
    await provisioning.hear(second);
    await answer(1, []);
    expect((await provisioning.places())[0]).toMatchObject({ token: 2, answered: 0, grants: [{}, {}] });
  });
});

describe('a request that is cleared again', () => {
  const create = 'role:erp_vendor_create';
  const read = 'role:erp_vendor_read';
  const until = moments.submitted + 30 * ms.day;
  /** The same request, cleared a second time. */
  const again = (change: object = {}) =>
    aStory()
      .cleared({ reservation: 'v-story-0000000000000002', ...change })
      .tell();
  /** What is ordered from now on: place, token, its clearances. */
  const newOrders = async (before: number) =>
    (await provisioning.orders())
      .slice(before)
      .map(({ body }) => [
        body.permission,
        body.token,
        ...body.desired.grants.map(({ clearance }: { clearance: string }) => clearance),
      ]);
  const applied = async (token: number, permission: string, clearance: string) =>
    provisioning.answered({
      ...{ system: 'erp', account: 'u1001', permission, token, outcome: 'done' },
      state: { grants: [{ clearance, request: theRequest, until }], adopted: false },
    });

  it('is ordered where it is not, and left alone where its target has it as long: there an order that comes late would take it away', async () => {
    await provisioning.hear(trail);
    const older = trail.statements.cleared.hash;
    await applied(1, create, older);
    const newer = await again();
    await provisioning.hear(newer);
    const both = [older, newer.statements.cleared.hash].sort();
    expect(await newOrders(2)).toEqual([[read, 2, ...both]]);
    const kept = (await provisioning.places()).map(({ grants }) => grants.map(({ clearance }) => clearance));
    expect(kept).toEqual([[older], both]);
    expect(new Set((await provisioning.clearances()).map(String))).toEqual(new Set(['ordered,']));
  });

  it('is ordered nowhere when its target has all of it', async () => {
    await provisioning.hear(trail);
    for (const permission of [create, read]) await applied(1, permission, trail.statements.cleared.hash);
    const before = (await provisioning.said()).length;
    await provisioning.hear(await again());
    expect(await provisioning.said()).toHaveLength(before);
    expect(new Set((await provisioning.clearances()).map(String))).toEqual(new Set(['ordered,']));
  });

  it('is ordered where its target has it for longer, and what is there ends no later', async () => {
    await provisioning.hear(trail);
    for (const permission of [create, read]) await applied(1, permission, trail.statements.cleared.hash);
    const shorter = await again({ until: until - 1 });
    const { hash } = shorter.statements.cleared;
    await provisioning.hear(shorter);
    const both = [trail.statements.cleared.hash, hash].sort();
    expect(await newOrders(2)).toEqual([create, read].map((permission) => [permission, 2, ...both]));
    const ends = (await provisioning.places()).flatMap(({ grants }) => grants.map((grant) => grant.until));
    expect(ends).toEqual(Array(4).fill(until - 1));
  });

  it('is ordered beside the older where its target has not said that it has it: one that comes late takes nothing away', async () => {
    await provisioning.hear(trail);
    const { statements } = await again();
    await provisioning.deliver(await statement(statements.cleared.jws));
    const both = [trail.statements.cleared.hash, statements.cleared.hash].sort();
    expect(await newOrders(2)).toEqual([create, read].map((permission) => [permission, 2, ...both]));
  });

  it('is not ordered where eight of it are in doubt already: policy clears it anew', async () => {
    await provisioning.hear(trail);
    for (let n = 2; n <= 9; n += 1)
      await provisioning.hear(await again({ reservation: `v-story-000000000000000${n}` }));
    expect((await tokens()).at(-1)).toBe(8);
    expect((await provisioning.clearances()).filter(([, reason]) => reason === 'IN_DOUBT')).toHaveLength(1);
  });
});

describe('while there is no law', () => {
  it('nothing is ordered, and nothing is lost', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    Object.defineProperty(provisioning, 'trust', {
      configurable: true,
      get: () => {
        throw new TypeError('no law');
      },
    });
    await expect(provisioning.deliver(await cleared())).rejects.toThrow('no law');
    Object.defineProperty(provisioning, 'trust', {
      configurable: true,
      writable: true,
      value: keyring().trust(),
    });
    await nothingOrdered();
    await provisioning.deliver(await cleared());
    expect(await tokens()).toEqual([1, 1]);
  });
});
