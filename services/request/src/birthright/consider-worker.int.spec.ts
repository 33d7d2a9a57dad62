import {
  aFact,
  aMonday,
  eachOf,
  hired,
  instantAt,
  itemOf,
  keyring,
  left,
  ms,
  people,
  type SourceEvent,
} from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import { RequestDesk } from '../../test/request-desk.spec-only.js';
import { tell } from '../story/step.store.js';
import { StoryConsumer } from '../story/story.consumer.js';
import { findRequest, type SignedRequest } from '../submit/request.store.js';
import { withdrawRequest } from '../withdraw/withdraw.handler.js';
import { type DuePerson, duePeople, forgetDue, noteBundle, rememberFallen } from './birthright.store.js';
import { considerDue, considerWorker } from './consider-worker.handler.js';

const { bea, omar } = people;
const day = (number: number) => aMonday + number * ms.day;
const on = (number: number) => instantAt(day(number));
const changed = (number: number, data: object) =>
  aFact('worker.changed.v1', { worker: bea, effective: on(number), ...data });
const hire = hired(bea);

let desk: RequestDesk;
beforeAll(async () => {
  desk = await RequestDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const due = (at: number) => {
  desk.clock.set(at);
  return desk.inTransaction((tx) => considerDue(desk.deps, tx));
};
const opened = () => desk.said('request.submitted.v1');
const withdrawn = async () =>
  (await desk.said('request.withdrawn.v1')).map(({ body }) => body.request as string);
const requests = async () => (await opened()).map(({ body }) => body.request as string);

describe('a hiring in effect', () => {
  it('asks for what the law gives, in the name of its source, with rule and fact', async () => {
    await desk.takesIn(hire);
    const [stated, submitted, ...more] = await desk.said();
    expect(more).toEqual([]);
    expect(submitted).toMatchObject({ type: 'request.submitted.v1', topic: 'request' });
    expect(submitted?.key).toBe(submitted?.body.request);
    expect(submitted?.body).toMatchObject({
      ...{ requester: 'source:hr', actors: [], beneficiary: bea, source: 'source:hr' },
      ...{ items: [itemOf('role:employee')], window: { from: aMonday, until: null } },
      cause: { birthright: 'birthright:clerk', fact: stated?.hash },
    });
  });

  it('asks for nothing without the source’s signature, and for nothing that no rule gives', async () => {
    await desk.takesIn({ ...hire, signedBy: null }, hired(omar, { job: 'manager' }));
    expect(await opened()).toEqual([]);
  });

  it('asks for nothing while there is no law, and is not taken in either', async () => {
    desk.trust = null;
    await expect(desk.takesIn(hire)).rejects.toThrow('no valid bundle');
    expect([await desk.rows('fact'), await desk.rows('statement')]).toEqual([0, 0]);
  });
});

describe('effective time decides, not arrival', () => {
  it('a hiring to come asks on its day, once, and not before', async () => {
    await desk.takesIn(hired(bea, { effective: on(3) }));
    await due(day(3) - 1);
    expect(await opened()).toEqual([]);
    await due(day(3));
    await due(day(4));
    expect(await opened()).toMatchObject([{ body: { beneficiary: bea, window: { from: day(3) } } }]);
  });

  it('a change takes back what no longer fits on its day', async () => {
    await desk.takesIn(hire, changed(2, { job: 'manager' }));
    const [request] = await requests();
    await due(day(2) - 1);
    expect(await withdrawn()).toEqual([]);
    await due(day(2));
    await due(day(3));
    expect(await withdrawn()).toEqual([request]);
  });

  it('an older change that arrives after a newer one does not undo it', async () => {
    await desk.takesIn(hire, changed(-1, { job: 'manager' }));
    expect(await withdrawn()).toHaveLength(1);
    await desk.takesIn(changed(-2, { job: 'clerk' }));
    expect([await requests(), await withdrawn()]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  it('facts that arrive in the wrong order end as those in the right one', async () => {
    const story = [hire, changed(-3, { job: 'manager' }), changed(-2, { job: 'clerk' })];
    const standing = async (given: readonly SourceEvent[]) => {
      await desk.begin();
      await desk.takesIn(...given);
      return (await requests()).length - (await withdrawn()).length;
    };
    expect(await standing(story)).toBe(1);
    expect(await standing([...story].reverse())).toBe(1);
    expect(await standing([hire, changed(-2, { job: 'manager' }), changed(-3, { job: 'clerk' })])).toBe(0);
  });
});

describe('what was asked once', () => {
  it('is not asked again by a change that leaves the rule fitting', async () => {
    await desk.takesIn(hire, changed(-1, { manager: omar }));
    expect([await requests(), await withdrawn()]).toMatchObject([{ length: 1 }, { length: 0 }]);
  });

  it('is asked anew, as another request, by who comes back to the job', async () => {
    await desk.takesIn(hire, changed(-3, { job: 'manager' }), changed(-2, { job: 'clerk' }));
    const [first, second, ...more] = await requests();
    expect([more, await withdrawn()]).toEqual([[], [first]]);
    expect(second).not.toBe(first);
  });

  it('is taken back when the law no longer has the rule', async () => {
    await desk.takesIn(hire);
    desk.trust = keyring().trust(keyring().bundle(eachOf('birthrights', { jobs: ['buyer'] })));
    await desk.takesIn(changed(-1, { manager: omar }));
    expect(await withdrawn()).toEqual(await requests());
  });

  it('is asked anew for who left and is hired again', async () => {
    await desk.takesIn(hire, left(bea, day(-9)));
    const again = hired(bea, { effective: on(-1), accounts: [] });
    await desk.takesIn(again);
    const facts = (await desk.said('request.identity-stated.v1')).map(({ hash }) => hash);
    expect((await opened()).map(({ body }) => body.cause.fact as string)).toEqual([facts[0], facts[2]]);
  });
});

describe('what fell at policy', () => {
  const no = (type: string, body: object) => (tx: Parameters<typeof considerDue>[1], request: string) =>
    tell(tx, { hash: type, type, iss: 'policy', iat: aMonday, body: { request, ...body } } as never);

  it.each([
    ['vetoed', no('policy.vetoed.v1', {})],
    ['withdrawn whole', no('policy.withdrew.v1', { clearance: null })],
  ])('is asked again on a new fact, and not on the old one: %s', async (_what, say) => {
    await desk.takesIn(hire);
    const [first] = await requests();
    await desk.inTransaction((tx) => say(tx, first as string));
    await desk.inTransaction((tx) => considerWorker(desk.deps, tx, bea));
    expect(await requests()).toEqual([first]);
    await desk.takesIn(changed(-1, { manager: omar }));
    expect(await requests()).toMatchObject([first, expect.not.stringContaining(first as string)]);
    expect(await withdrawn()).toEqual([]);
  });

  it.each([
    ['policy.vetoed.v1', {}],
    ['policy.withdrew.v1', { clearance: null }],
  ] as const)(
    'is asked again under the next law, once, also when it fell after that came: %s',
    async (type, body) => {
      await desk.takesIn(hire);
      const [first] = await requests();
      desk.trust = keyring().trust(keyring().bundle((usual) => ({ ...usual, number: 8 })));
      await due(day(1));
      expect(await requests()).toEqual([first]);
      const falls = (request: string) =>
        desk.inTransaction((tx) => {
          const said = {
            hash: `${type} ${request}`,
            type,
            iss: 'policy',
            iat: aMonday,
            body: { request, ...body },
          };
          return new StoryConsumer(desk.deps).fell(said as never, { tx } as never);
        });
      for (const request of [first as string, 'r-of-somebody-who-asked']) await falls(request);
      await due(day(1));
      const [, second = '', ...more] = await requests();
      expect([second === first, more]).toEqual([false, []]);
      await falls(second);
      await due(day(2));
      expect(await requests()).toHaveLength(2);
    },
  );

  it.each([
    ['that people have denied', no('approval.denied.v1', {})],
    ['that lapsed', no('approval.lapsed.v1', {})],
    [
      'that was taken back',
      async (tx: Parameters<typeof considerDue>[1], request: string) =>
        withdrawRequest(desk.deps, tx, (await findRequest(tx, request)) as SignedRequest, {
          by: bea,
          reason: 'no',
        }),
    ],
  ])('is not asked again under the next law when it is one %s', async (_what, say) => {
    await desk.takesIn(hire);
    const [first] = await requests();
    await desk.inTransaction((tx) => say(tx, first as string));
    desk.trust = keyring().trust(keyring().bundle((usual) => ({ ...usual, number: 8 })));
    await due(day(1));
    expect(await requests()).toEqual([first]);
    await desk.takesIn(changed(-1, { manager: omar }));
    expect(await requests()).toHaveLength(2);
  });

  it('is not forgotten when it falls while its person is considered', async () => {
    await desk.takesIn(hire);
    const [first] = await requests();
    desk.trust = keyring().trust(keyring().bundle((usual) => ({ ...usual, number: 8 })));
    desk.clock.set(day(1));
    await desk.inTransaction(async (tx) => {
      const people = await duePeople(tx, day(1), 100);
      expect(people).toEqual([]);
      await noteBundle(tx, 8, day(1));
      const [person] = await duePeople(tx, day(1), 100);
      await considerWorker(desk.deps, tx, bea);
      await desk.inTransaction(async (other) => {
        await no('policy.vetoed.v1', {})(other, first as string);
        await rememberFallen(other, first as string, day(1) - 1);
      });
      await forgetDue(tx, person as DuePerson);
    });
    await due(day(1));
    expect(await requests()).toHaveLength(2);
  });

  it('does not fall with one of its clearances', async () => {
    await desk.takesIn(hire);
    const [first] = await requests();
    await desk.inTransaction((tx) => no('policy.withdrew.v1', { clearance: 'c' })(tx, first as string));
    await desk.takesIn(changed(-1, { manager: omar }));
    expect(await requests()).toEqual([first]);
  });
});

describe('a new bundle', () => {
  const buyers = (number: number) =>
    keyring().trust(
      keyring().bundle((usual) => ({ ...eachOf('birthrights', { jobs: ['buyer'] })(usual), number })),
    );

  it('has everybody considered again, by the timer, whom it gives and whom it takes from', async () => {
    await desk.takesIn(hire, hired(omar, { job: 'buyer' }));
    await due(day(1));
    const [first] = await requests();
    desk.trust = buyers(8);
    await due(day(1));
    expect(await withdrawn()).toEqual([first]);
    expect((await opened()).map(({ body }) => body.beneficiary as string)).toEqual([bea, omar]);
    await due(day(2));
    expect([await desk.rows('worker_due'), await desk.rows('request')]).toEqual([0, 2]);
  });

  it('gives again what an earlier one had left out, once for each: by mistake, perhaps', async () => {
    await desk.takesIn(hire);
    const usual = (number: number) => keyring().trust(keyring().bundle((bundle) => ({ ...bundle, number })));
    for (const [number, law] of [buyers, usual, usual, buyers, buyers, usual].entries()) {
      desk.trust = law(number + 8);
      for (let round = 0; round < 2; round++) await due(day(number + 1));
    }
    const asked = await requests();
    expect([new Set(asked).size, asked.length]).toEqual([3, 3]);
    expect(await withdrawn()).toEqual(asked.slice(0, 2));
  });

  it('is done in batches: no run considers more than a hundred', async () => {
    await desk.takesIn(hired(omar, { job: 'manager' }));
    await desk.ds
      .query(`INSERT INTO fact SELECT 'copy-' || i, type, source, event || i, power, stated, effective, subjects,
      jsonb_set(data, '{worker}', to_jsonb('person:copy-' || i)), jws FROM fact, generate_series(1, 149) i`);
    await due(day(1));
    expect(await desk.rows('worker_due')).toBe(50);
    await due(day(1));
    expect(await desk.rows('worker_due')).toBe(0);
  });

  it('is waited for by a process that has not read it yet: nobody is considered by the old one after it', async () => {
    await desk.takesIn(hire);
    desk.trust = buyers(8);
    await due(day(1));
    expect(await withdrawn()).toHaveLength(1);
    desk.trust = keyring().trust();
    await desk.takesIn(hired(omar, { effective: on(2) }));
    await due(day(2));
    expect(await requests()).toHaveLength(1);
  });

  it('reaches everybody else though one cannot be considered, who stays due', async () => {
    await desk.takesIn(hire, hired(omar));
    const { issuer } = desk.deps;
    desk.trust = buyers(8);
    Object.assign(desk.deps, {
      issuer: {
        issue: (tx: never, draft: { body: { request: string } }, to: never) => {
          if (draft.body.request === failing) throw new TypeError('cannot be signed');
          return issuer.issue(tx, draft as never, to);
        },
      },
    });
    const [failing, other] = await requests();
    await due(day(1));
    expect(await withdrawn()).toEqual([other]);
    expect(desk.logged).toEqual([bea]);
    expect(await desk.rows('worker_due')).toBe(1);
  });
});

describe('two timers at once', () => {
  it('ask once for each worker', async () => {
    await desk.takesIn(hired(bea, { effective: on(1) }), hired(omar, { effective: on(1) }));
    desk.clock.set(day(1));
    const look = (tx: Parameters<typeof considerDue>[1]) => considerDue(desk.deps, tx);
    await sideBySide(desk.ds, look, look);
    expect((await opened()).map(({ body }) => body.beneficiary as string)).toEqual([bea, omar]);
  });

  it('forget nobody when one of them fails', async () => {
    await desk.takesIn(hired(bea, { effective: on(1) }));
    desk.trust = null;
    await expect(due(day(1))).rejects.toThrow('no valid bundle');
    desk.trust = keyring().trust();
    await due(day(1));
    expect(await opened()).toHaveLength(1);
  });
});
