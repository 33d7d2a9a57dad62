import { eventually, whileDown } from '@countersign/demo/stage';
import { left } from '@countersign/demo';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileStopped } from '../stage/stopped.js';

const order = 'erp:purchase-order:create';
const receive = 'erp:goods-receipt:post';
const [ordering, receiving] = ['role:erp_po_create', 'role:erp_goods_receipt'];
/** How late after its end, or after whoever was away is back, access may go: R of the design, as these attacks measure it, ms. */
const boundMs = 20_000;

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const holds = async (scene: Scene, n: number, permission: string): Promise<boolean> =>
  (await scene.holds(accountOf(n))).includes(permission);

/** How long after `from` (ms, epoch) somebody no longer holds something. */
async function goneAfter(scene: Scene, n: number, permission: string, from: number): Promise<number> {
  await eventually(`${permission} to be gone`, async () => !(await holds(scene, n, permission)), 90_000);
  return Date.now() - from;
}

/** Times that nobody should take. */
const a12 = [
  ['in the past', { until: inMs(-3_600_000) }],
  ['before its beginning', { from: inMs(7_200_000), until: inMs(3_600_000) }],
  ['at its beginning', { from: '2027-05-01T00:00:00.000Z', until: '2027-05-01T00:00:00.000Z' }],
  ['in the year 9999', { until: '9999-12-31T23:59:59Z' }],
  ['with an offset', { until: '2027-01-01T00:00:00+02:00' }],
  ['without a zone', { until: '2027-01-01T00:00:00' }],
  ['at a leap second', { until: '2026-12-31T23:59:60Z' }],
  ['on 30 February', { until: '2027-02-30T00:00:00Z' }],
  ['as a number', { until: 1_900_000_000_000 as unknown as string }],
  ['as an empty text', { until: '' }],
] as const;

const t12: Line<Scene> = {
  id: 'T12',
  required: 'refused or capped',
  play: async (scene, attempts) => {
    const n = await scene.hiresWithLogin();
    for (const [name, window] of a12) {
      const items = ['erp:report:run'];
      const request = await scene
        .posts(n, `T12 ${n} ${name}`, { items, ...window })
        .catch((error: Error & { code?: string }) => `refused ${error.code}`);
      const seen = request.startsWith('refused') ? request : await firstAnswer(scene, request);
      attempts.saw(name, 'refused', seen, /^refused [A-Z_]+$|^policy.vetoed/.test(seen));
    }
    for (const [name, until] of [
      ['without an end', undefined],
      ['in fifty years', '2076-01-01T00:00:00Z'],
    ] as const) {
      const request = await scene.posts(n, `T12 ${n} ${name}`, {
        items: ['erp:report:run'],
        ...(until ? { until } : {}),
      });
      const { body } = await scene.assessed(request);
      const days = Math.round((body.until - Date.now()) / 86_400_000);
      attempts.equal(name, 'capped at 365 days', `capped at ${days} days`);
    }
    await scene.tidies();
  },
};

const firstAnswer = (scene: Scene, request: string): Promise<string> =>
  scene.wire
    .until(`an answer about ${request}`, () =>
      scene.wire.about(request).find(({ type }) => type.startsWith('policy.')),
    )
    .then(({ type }) => `${type} ${scene.reasons(request)}`);

/** Access ends although whoever would end it is away. */
const t08: Line<Scene> = {
  id: 'T08',
  required: 'ended at its time, or within R of recovery and said to be overdue',
  play: async (scene, attempts) => {
    const others = ['provisioning', 'policy', 'approval', 'request', 'observer-erp'];
    for (const [name, names] of [
      ['provisioning is down', ['provisioning']],
      ['everything but the connector is down', others],
      ['the broker stands still', ['kafka']],
    ] as const) {
      const [n = 0] = await scene.hires(1);
      const until = Date.now() + 22_000;
      await scene.gets({
        requester: clerk,
        beneficiary: personOf(n),
        items: [order],
        until: new Date(until).toISOString(),
      });
      const held = await holds(scene, n, ordering);
      const away = async () => {
        const late = await goneAfter(scene, n, ordering, until);
        attempts.saw(
          name,
          `gone within ${boundMs} ms of its end`,
          `after ${late} ms`,
          late < boundMs && late > -1_000,
          held,
        );
      };
      if (name === 'the broker stands still') await whileStopped(scene, names, away);
      else await whileDown(scene.system, names, away);
    }
    await overdue(scene, attempts);
  },
};

/** Even the connector is down at the end; it is back a while later. */
async function overdue(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.hires(1);
  const until = Date.now() + 15_000;
  const request = await scene.gets({
    requester: clerk,
    beneficiary: personOf(n),
    items: [order],
    until: new Date(until).toISOString(),
  });
  let still = false;
  await whileDown(scene.system, ['connector-erp', 'provisioning'], async () => {
    await sleep(Math.max(0, until - Date.now()) + 5_000);
    still = await holds(scene, n, ordering);
  });
  const late = await goneAfter(scene, n, ordering, Date.now());
  attempts.saw(
    'the connector itself is down',
    `gone within ${boundMs} ms of its return`,
    `after ${late} ms`,
    late < boundMs,
    still,
  );
  const cleared = scene.wire.about(request, 'policy.cleared.v1').map(({ hash }) => hash);
  const said = await scene.wire.until('the connector to say that it ended it', () =>
    scene.wire.heard.find(
      ({ type, body }) =>
        type === 'connector.ended.v1' && body.ended.some((hash: string) => cleared.includes(hash)),
    ),
  );
  attempts.saw(
    'it says when it ended it',
    'after its end',
    `${said.body.at - until} ms after`,
    said.body.at > until + 4_000,
  );
}

/** Somebody leaves while she is about to get something. */
const t14: Line<Scene> = {
  id: 'T14',
  required: 'nothing granted, or gone within the bound',
  play: async (scene, attempts) => {
    const leaves = (n: number) => {
      const now = new Date().toISOString();
      return scene.states(left(n, now, now));
    };
    const nothing = async (name: string, n: number, request: string, bit = true) => {
      const late = await goneAfter(scene, n, ordering, Date.now());
      await eventually(
        'her login to be gone',
        async () => (await scene.holds(accountOf(n))).length === 0,
        90_000,
      );
      const ending = await scene.ending(request);
      const fine = late < boundMs && ending !== 'vetoed';
      attempts.saw(
        name,
        `nothing held ${boundMs} ms later`,
        `${ending}, nothing held after ${late} ms`,
        fine,
        bit,
      );
    };
    const open = async () => {
      const [n = 0] = await scene.hires(1);
      const request = await scene.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
      await scene.assessed(request);
      return [n, request] as const;
    };
    const [first, asked] = await open();
    await leaves(first);
    await scene.ending(asked);
    await nothing('while people decide', first, asked);

    const [second, approved] = await open();
    await whileDown(scene.system, ['provisioning'], async () => {
      await scene.votes(firstOwner, approved);
      await scene.wire.until('a clearance', () => scene.wire.about(approved, 'policy.cleared.v1').at(-1));
      await leaves(second);
      await sleep(2_000);
    });
    await sleep(3_000);
    await nothing('cleared, and not ordered', second, approved);

    const [third, ordered] = await open();
    await whileStopped(scene, ['connector-erp'], async () => {
      await scene.votes(secondOwner, ordered);
      await scene.wire.until('an order', () =>
        scene.wire.heard.find(
          ({ type, body }) =>
            type === 'provisioning.ordered.v1' &&
            body.account === accountOf(third) &&
            body.permission === ordering,
        ),
      );
      await leaves(third);
      await sleep(2_000);
    });
    await nothing('ordered, and the connector stands still', third, ordered);

    const [fourth, atOnce] = await open();
    await Promise.all([scene.votes(firstOwner, atOnce), leaves(fourth)]);
    await sleep(3_000);
    await nothing('in the same instant as the last yes', fourth, atOnce);
  },
};

/** Two accounts turn out to be one person's, each with its half. */
const t16: Line<Scene> = {
  id: 'T16',
  required: 'a finding, and one half has to go',
  play: async (scene, attempts) => {
    await Promise.all([
      merged(scene, attempts, 'one acts for the other', false),
      merged(scene, attempts, 'one turns out to own what holds the other half', true),
    ]);
  },
};

/** How long until a half that was taken back is certainly gone, and what was found is looked at again, ms. */
const settledMs = 300_000;

/** One half is hers or a machine's, the other is another's; then the two turn out to be one. */
async function merged(scene: Scene, attempts: Attempts, name: string, isMachine: boolean): Promise<void> {
  const [one = 0, other = 0] = await scene.hires(2);
  const machine = `t16_${one}`;
  if (isMachine) await scene.controls(`service:${machine}`, await scene.hiresOwner(), 'owner', [machine]);
  const beneficiary = isMachine ? `service:${machine}` : personOf(one);
  const asked = { requester: firstOwner, beneficiary, items: ['erp:login:use', order] };
  const first = await scene.gets(asked, secondOwner);
  const second = await scene.gets({ requester: clerk, beneficiary: personOf(other), items: [receive] });
  await scene.controls(beneficiary, other, isMachine ? 'owner' : 'delegate', isMachine ? [machine] : []);
  const found = await scene.finding(personOf(other), 'CONFLICT_HELD');
  attempts.equal(`${name}: what policy finds`, 'CONFLICT_HELD', found);
  await scene.withdraws(second, personOf(clerk));
  const late = await goneAfter(scene, other, receiving, Date.now());
  attempts.saw(
    `${name}: one half is taken back`,
    `gone within ${boundMs} ms`,
    `after ${late} ms`,
    late < boundMs,
  );
  attempts.equal(`${name}: the first`, 'applied', String(scene.endingOf(first)));
  const isClosed = async () => (await scene.findings(personOf(other))).length === 0;
  const closed = await eventually('the finding to be closed', isClosed, settledMs);
  attempts.equal(`${name}: the finding is closed`, 'true', String(closed));
}

/** An order comes too late: its clearance has run out, its request is taken back, the other half is asked meanwhile. */
const t18: Line<Scene> = {
  id: 'T18',
  required: 'the late order adds nothing; the other half waits until that is certain',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.hires(1);
    const first = await scene.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await scene.assessed(first);
    let other = '';
    await whileStopped(scene, ['connector-erp'], async () => {
      await scene.votes(firstOwner, first);
      const ordered = await scene.wire.until('an order', () =>
        scene.wire.heard.find(
          ({ type, body }) =>
            type === 'provisioning.ordered.v1' &&
            body.account === accountOf(n) &&
            body.permission === ordering,
        ),
      );
      await scene.withdraws(first, personOf(clerk));
      await scene.ending(first);
      other = await scene.asks({ requester: clerk, beneficiary: personOf(n), items: [receive] });
      const said = await firstAnswer(scene, other);
      attempts.saw('the other half, meanwhile', 'held or vetoed', said, /held|vetoed/.test(said));
      await sleep(Math.max(0, ordered.body.applyBefore - Date.now()) + 2_000);
    });
    await sleep(8_000);
    attempts.equal('what the late order added', 'false', String(await holds(scene, n, ordering)));
    if (scene.endingOf(other) !== 'vetoed') {
      await scene.votes(secondOwner, other);
      attempts.equal(
        'the other half, after it was seen to be absent',
        'applied',
        await scene.ending(other, settledMs),
      );
    }
    await scene.tidies();
  },
};

/** Her first half ends at noon and is removed late; the second begins at noon. */
const t19: Line<Scene> = {
  id: 'T19',
  required: 'the second waits until the first is seen to be absent',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.hires(1);
    const noon = Date.now() + 25_000;
    await scene.gets({
      requester: clerk,
      beneficiary: personOf(n),
      items: [order],
      until: new Date(noon).toISOString(),
    });
    const second = await scene.asks({
      requester: clerk,
      beneficiary: personOf(n),
      items: [receive],
      from: new Date(noon).toISOString(),
    });
    let [met, still] = [false, false];
    await whileDown(scene.system, ['connector-erp'], async () => {
      const assessed = await scene.wire
        .until('an assessment', () => scene.wire.about(second, 'policy.assessed.v1').at(-1), 15_000)
        .catch(() => null);
      if (assessed) await scene.votes(firstOwner, second);
      await sleep(Math.max(0, noon - Date.now()) + 8_000);
      still = await holds(scene, n, ordering);
      met = await holds(scene, n, receiving);
      attempts.saw(
        'while the first is still there after its end',
        'not cleared',
        `${scene.wire.about(second, 'policy.cleared.v1').length} clearances`,
        scene.wire.about(second, 'policy.cleared.v1').length === 0,
        still,
      );
    });
    attempts.equal('both at once', 'false', String(met));
    const watch = (async () => {
      let both = false;
      for (
        const end = Date.now() + settledMs;
        Date.now() < end && !scene.endingOf(second);
        await sleep(100)
      ) {
        const held = await scene.holds(accountOf(n));
        both ||= held.includes(ordering) && held.includes(receiving);
      }
      return both;
    })();
    const voted = await scene.wire
      .until('an assessment', () => scene.wire.about(second, 'policy.assessed.v1').at(-1), settledMs)
      .then(() => scene.votes(secondOwner, second));
    attempts.equal(
      'after the first is gone, the second',
      'applied',
      await scene.ending(second, settledMs).catch(() => `not yet, ${voted}`),
    );
    attempts.equal('both at once, looked at ten times a second', 'false', String(await watch));
    await scene.tidies();
  },
};

/** Reserved today for later; a conflict arises before. */
const t20: Line<Scene> = {
  id: 'T20',
  required: 'judged at its start, nothing granted',
  play: async (scene, attempts) => {
    const begin = async (name: string, between: (n: number) => Promise<unknown>, expected: boolean) => {
      const [n = 0] = await scene.hires(1);
      const start = Date.now() + 20_000;
      const request = await scene.asks({
        requester: clerk,
        beneficiary: personOf(n),
        items: [receive],
        from: new Date(start).toISOString(),
      });
      await scene.votes(firstOwner, request);
      await sleep(2_000);
      const early = scene.wire.about(request, 'policy.cleared.v1').length;
      attempts.equal(`${name}: cleared before its start`, '0', String(early));
      await between(n);
      await sleep(Math.max(0, start - Date.now()) + 10_000);
      const held = await holds(scene, n, receiving);
      attempts.equal(`${name}: held after its start`, String(expected), String(held));
      if (!expected) await scene.withdraws(request, personOf(clerk));
    };
    const [holder = 0] = await scene.hires(1);
    await scene.gets({ requester: clerk, beneficiary: personOf(holder), items: [order] });
    await Promise.all([
      begin('nothing happens', () => Promise.resolve(), true),
      begin(
        'she turns out to act for who holds the other half',
        (n) => scene.controls(personOf(holder), n, 'delegate'),
        false,
      ),
      begin(
        'she leaves',
        (n) => {
          const now = new Date().toISOString();
          return scene.states(left(n, now, now));
        },
        false,
      ),
    ]);
    await scene.tidies();
  },
};

/** Power over what gets the other half, stated in the same instant. */
const t17: Line<Scene> = {
  id: 'T17',
  required: 'one stands, or the conflict is a finding and ends',
  play: async (scene, attempts) => {
    const numbers = await scene.hires(12);
    const kinds = ['owner', 'deployer', 'delegate', 'can-reset'] as const;
    for (const [at, n] of numbers.entries()) {
      const how = kinds[at % kinds.length] ?? 'owner';
      const machine = `service:t17_${n}`;
      const account = machine.slice(8);
      await scene.controls(machine, await scene.hiresOwner(), 'owner', [account]);
      const hers = await scene.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
      const its = await scene.asks({
        requester: firstOwner,
        beneficiary: machine,
        items: ['erp:login:use', receive],
      });
      const ballots = await Promise.all([scene.ballot(secondOwner, hers), scene.ballot(secondOwner, its)]);
      await Promise.all([
        ...ballots.map((ballot) => scene.handsIn(secondOwner, ballot)),
        scene.controls(machine, n, how, [account]),
      ]);
      const ended = await Promise.all([hers, its].map((request) => scene.ending(request)));
      await sleep(500);
      const [mine, machines] = [await scene.holds(accountOf(n)), await scene.holds(account)];
      const both = mine.includes(ordering) && machines.includes(receiving);
      const found = both
        ? await scene.finding(personOf(n), 'CONFLICT_HELD', 30_000).catch(() => 'no finding')
        : '';
      attempts.saw(
        `${how} of what gets the other half`,
        'one stands, or CONFLICT_HELD',
        `${ended.join(' ')} ${found}`,
        !both || found.includes('CONFLICT_HELD'),
      );
      if (both) {
        await scene.withdraws(its, personOf(firstOwner));
        await eventually(
          'the half to be gone',
          async () => !(await scene.holds(account)).includes(receiving),
        );
      }
    }
    await scene.tidies();
  },
};

/** Races with time, and what ends. */
export const time: readonly Line<Scene>[] = [t12, t14, t16, t17, t08, t18, t19, t20];
