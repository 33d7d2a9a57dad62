import { itemOf, ms, people } from '@countersign/testing';
import { Gate, untilWaiting } from '@countersign/testing/database';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { takeObservation } from './observe.handler.js';

let desk: PolicyDesk;
let id: string;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
const clerk = { items: [itemOf('role:vendor-clerk')] };
beforeEach(async () => {
  await desk.begin();
  ({ id } = await desk.asks('clerk', clerk));
  await desk.approves(id);
});

const create = { account: 'u1001', permission: 'role:erp_vendor_create' };
const read = { account: 'u1001', permission: 'role:erp_vendor_read' };
type Place = typeof create;
const both = [create, read];
let serial = 0;

/** The connector says what each of these places holds now, a second later every time. */
const answer = async (places: readonly Place[], requests: readonly string[]) => {
  for (const place of places) {
    desk.clock.advance(ms.second);
    await desk.answers((serial += 1), requests, place);
  }
};
/** A reading of `erp` that begins a second after whatever was before. */
const reading = (holdings: readonly Place[], change: object = {}) => {
  desk.clock.advance(ms.second);
  const [observation, now] = [`o-${String((serial += 1)).padStart(22, '0')}`, desk.clock.now()];
  const held = holdings.map((place) => ({ ...place, grantor: 'g', via: [], options: [] }));
  const all = {
    system: 'erp',
    observation,
    begun: now,
    ended: now,
    part: 1,
    of: 1,
    holdings: held,
    oddities: [],
  };
  return { ...all, ...change };
};
const observe = (...of: Parameters<typeof reading>) => desk.hear('observer.observed.v1', reading(...of));
const lines = async () =>
  (
    await desk.rows(
      `SELECT l.state FROM reserved_line l JOIN reservation v ON v.id = l.reservation WHERE v.request = $1 ORDER BY permission`,
      id,
    )
  ).map(({ state }) => state);
const reservation = async () =>
  (await desk.rows('SELECT state FROM reservation WHERE request = $1', id))[0]?.state;
const gone = async () => {
  await answer(both, [id]);
  await answer(both, []);
};
/** Nobody can give back on an earlier clearance what was taken away. */
const clearancesRunOut = () => desk.clock.advance(ms.minute + 5 * ms.second);
/** The connector says once more that it lacks both lines, now that every clearance of them has run out. */
const goneForGood = async () => {
  await gone();
  clearancesRunOut();
  await answer(both, []);
};

describe('a slot whose access is gone', () => {
  it.each(['connector-erp', 'observer-erp', 'this process'])(
    'is not freed on two words whose order the clock of %s leaves in doubt',
    async (whose) => {
      await goneForGood();
      desk.skewed.add(whose);
      await observe([]);
      expect([await lines(), await reservation()]).toEqual([['gone', 'gone'], 'ending']);
      desk.skewed.clear();
      await observe([]);
      expect([await lines(), await reservation()]).toEqual([['absent', 'absent'], 'released']);
    },
  );
});

describe('a slot that is taken', () => {
  it('goes from reserved to applied to held on two words, of connector and observer', async () => {
    await answer(both, [id]);
    expect(await lines()).toEqual(['applied', 'applied']);
    await observe([create]);
    expect([await lines(), await reservation()]).toEqual([['held', 'applied'], 'live']);
  });

  it('is not held by an observation that began before the answer, or in its millisecond', async () => {
    await answer(both, [id]);
    const answeredAt = desk.clock.now();
    for (const begun of [answeredAt - 1, answeredAt]) await observe(both, { begun });
    expect(await lines()).toEqual(['held', 'applied']);
    await observe(both, { begun: answeredAt + 1 });
    expect(await lines()).toEqual(['held', 'held']);
  });
});

describe('a slot is free', () => {
  it('when the connector lacks every line and a complete observation begun after it lacks them', async () => {
    await gone();
    expect([await lines(), await reservation()]).toEqual([['gone', 'gone'], 'ending']);
    clearancesRunOut();
    await answer(both, []);
    await observe([]);
    expect([await lines(), await reservation()]).toEqual([['absent', 'absent'], 'released']);
    expect(await desk.stateOf(id)).toBe('ended');
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    ['time passes', async () => desk.clock.advance(400 * ms.day)],
    ['the connector alone lacks it', goneForGood],
    [
      'the observer alone lacks it',
      async () => {
        await answer(both, [id]);
        await observe([]);
      },
    ],
    [
      'the observer still sees it',
      async () => {
        await goneForGood();
        await observe(both);
      },
    ],
    [
      'the observation began before the answer',
      async () => {
        await goneForGood();
        await observe([], { begun: desk.clock.now() - 2 * ms.second });
      },
    ],
    [
      'the observation is not complete',
      async () => {
        await goneForGood();
        await observe([], { part: 2, of: 2 });
      },
    ],
    [
      'a clearance can still be used: who executes could give it back',
      async () => {
        await gone();
        await observe([]);
      },
    ],
    [
      'the connector has not spoken since every clearance ran out: it may have been given back since, and the observer may lie',
      async () => {
        await gone();
        clearancesRunOut();
        await observe([]);
      },
    ],
    [
      'another system was observed',
      async () => {
        await goneForGood();
        await observe([], { system: 'crm' });
      },
    ],
    [
      'one line of two is still there',
      async () => {
        await goneForGood();
        await observe([read]);
      },
    ],
    [
      'the order came too late and nothing was applied',
      async () => {
        await answer(both, []);
        await observe([]);
      },
    ],
  ])('not when %s; the other half has to wait', async (_what, act) => {
    await act();
    expect(['live', 'ending']).toContain(await reservation());
    const now = desk.clock.now();
    const release = {
      items: [{ entitlement: 'erp:payment:release', scope: {} }],
      window: { from: now, until: null },
    };
    const { id: other } = await desk.asks('payments', release);
    expect(['held', 'vetoed']).toContain(await desk.stateOf(other));
    expect(await desk.said('policy.assessed.v1', other)).toEqual([]);
  });

  it('when what is still seen is explained by another grant of the same permission, which was applied', async () => {
    const { id: second } = await desk.asks('again', clerk);
    await desk.approves(second);
    await goneForGood();
    await observe(both);
    expect(await reservation()).toBe('ending');
    await answer(both, [second]);
    await observe(both);
    expect([await reservation(), await desk.stateOf(second)]).toEqual(['released', 'cleared']);
  });

  it('when one line has gone and the other never came, once its connector has said so, too', async () => {
    await answer([create], [id]);
    await answer([create], []);
    clearancesRunOut();
    await answer([create], []);
    await observe([]);
    expect([await lines(), await reservation()]).toEqual([['absent', 'reserved'], 'ending']);
    await answer([read], []);
    await observe([]);
    expect([await lines(), await reservation()]).toEqual([['absent', 'absent'], 'released']);
  });

  it('also when two observers see its last two lines absent at the same time', async () => {
    await goneForGood();
    await desk.force(`UPDATE reserved_line SET system = 'crm' WHERE permission = '${read.permission}'`);
    const [one, two] = [reading([]), reading([], { system: 'crm' })];
    const take = (body: object) => desk.inTransaction((tx) => takeObservation(desk.deps, tx, body as never));
    const gate = new Gate();
    const first = desk.inTransaction(async (tx) => {
      await takeObservation(desk.deps, tx, one as never);
      await gate.pass();
    });
    await gate.reached;
    const second = take(two);
    await untilWaiting(desk.ds, second);
    gate.open();
    await Promise.all([first, second]);
    expect([await lines(), await reservation()]).toEqual([['absent', 'absent'], 'released']);
    expect(await desk.stateOf(id)).toBe('ended');
  });
});

describe('an observation in parts', () => {
  const named = { observation: `o-${'p'.repeat(22)}`, of: 2 };

  it('counts once all of them are there, in whatever order, and once', async () => {
    await answer(both, [id]);
    const same = { ...named, begun: desk.clock.now() + 1 };
    await observe([read], { ...same, part: 2 });
    await observe([read], { ...same, part: 2 });
    expect(await lines()).toEqual(['applied', 'applied']);
    await observe([create], { ...same, part: 1 });
    expect(await lines()).toEqual(['held', 'held']);
    expect(await desk.rows('SELECT 1 FROM observation_part')).toEqual([]);
  });

  it('that nobody finished is forgotten when a later one is complete, not when one of another system is', async () => {
    const kept = async () => (await desk.rows('SELECT 1 FROM observation_part')).length;
    await observe([create], { part: 1, of: 3 });
    await observe([], { system: 'crm' });
    expect(await kept()).toBe(1);
    await observe([]);
    expect(await kept()).toBe(0);
  });

  it('is not completed by parts of another system, nor by those of an earlier reading of the same name', async () => {
    await goneForGood();
    const begun = desk.clock.now() + 1;
    await observe([], { ...named, begun, part: 1, system: 'crm' });
    await observe([], { ...named, begun, part: 2 });
    expect(await reservation()).toBe('ending');
    await desk.force('DELETE FROM observation_part');
    await observe([], { ...named, begun: begun - ms.hour, part: 1 });
    await observe([], { ...named, begun, part: 2 });
    expect(await reservation()).toBe('ending');
  });
});

describe('a person who leaves', () => {
  it('keeps her slots until connector and observer have both lost her', async () => {
    const effective = new Date(desk.clock.now()).toISOString();
    await desk.states({
      ...{ source: 'hr', id: 'left', type: 'worker.left.v1', subject: people.bea, time: effective },
      ...{ data: { worker: people.bea, effective }, signedBy: 'hr' },
    });
    expect(await reservation()).toBe('ending');
    await observe([]);
    expect(await reservation()).toBe('ending');
    await answer(both, []);
    clearancesRunOut();
    await observe([]);
    expect(await reservation()).toBe('ending');
    await answer(both, []);
    await observe([]);
    expect(await reservation()).toBe('released');
  });
});
