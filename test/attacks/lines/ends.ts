import { left } from '@countersign/demo';
import { eventually } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { untilKnown } from '../stage/known.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead, whileStopped } from '../stage/stopped.js';
import {
  boundMs,
  firstAnswer,
  goneAfter,
  holds,
  order,
  ordering,
  receive,
  readingStatements,
  receiving,
  settledMs,
  statements,
} from './ending.js';

/** Who is away at the end, and what of: so that it is dead, or stands still; the access is the ERP's or the bank's. */
const away = [
  ['provisioning is down', whileDead, ['provisioning'], 'erp'],
  ['everything but the connector is down', whileDead, others('erp', 'bank'), 'erp'],
  ['the broker stands still', whileStopped, ['kafka'], 'erp'],
  ['provisioning is down, at the bank', whileDead, ['provisioning'], 'bank'],
  ['everything but the connector of the bank is down', whileDead, others('bank', 'erp'), 'bank'],
] as const;

/** Every service but the connector of one system. */
function others(system: string, other: string): readonly string[] {
  const services = ['provisioning', 'policy', 'approval', 'request', `observer-${system}`];
  return [...services, `connector-${other}`, `observer-${other}`];
}

/** Access ends although whoever would end it is away. */
const t08: Line<Scene> = {
  id: 'T08',
  required: 'ended at its time, or within R of recovery and said to be overdue',
  play: async (scene, attempts) => {
    for (const [name, without, names, system] of away) {
      const [n = 0] = await scene.workforce.hires(1, 'treasury');
      const [items, permission] = system === 'erp' ? [[order], ordering] : [statements, readingStatements];
      const until = Date.now() + 22_000;
      await scene.requests.gets({
        ...{ requester: clerk, beneficiary: personOf(n), items },
        until: new Date(until).toISOString(),
      });
      const held = await holds(scene, n, permission);
      await without(scene, names, async () => {
        const late = await goneAfter(scene, n, permission, until);
        const isInTime = late < boundMs && late > -1_000;
        attempts.saw(name, `gone within ${boundMs} ms of its end`, `after ${late} ms`, isInTime, held);
      });
    }
    await overdue(scene, attempts);
  },
};

/** Even the connector is down at the end; it is back a while later. */
async function overdue(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const until = Date.now() + 15_000;
  const request = await scene.requests.gets({
    requester: clerk,
    beneficiary: personOf(n),
    items: [order],
    until: new Date(until).toISOString(),
  });
  let still = false;
  await whileDead(scene, ['connector-erp', 'provisioning'], async () => {
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

/** An order comes too late: its clearance has run out, its request is taken back, the other half is asked meanwhile. */
const t18: Line<Scene> = {
  id: 'T18',
  required: 'the late order adds nothing; the other half waits until that is certain',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const first = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await scene.requests.assessed(first);
    let other = '';
    const ordered = await whileStopped(scene, ['connector-erp'], async () => {
      await scene.desks.votes(firstOwner, first);
      const heard = await scene.wire.until('an order', () =>
        scene.wire.heard.find(
          ({ type, body }) =>
            type === 'provisioning.ordered.v1' &&
            body.account === accountOf(n) &&
            body.permission === ordering,
        ),
      );
      await scene.requests.withdraws(first, personOf(clerk));
      await scene.requests.ending(first);
      other = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [receive] });
      const said = await firstAnswer(scene, other);
      attempts.saw('the other half, meanwhile', 'held or vetoed', said, /held|vetoed/.test(said));
      await sleep(Math.max(0, heard.body.applyBefore - Date.now()) + 2_000);
      return heard;
    });
    // it came too late only if it came at all
    const answer = await scene.wire.until('an answer to the late order', () =>
      scene.wire.heard.find(
        ({ type, body }) => type === 'connector.answered.v1' && body.order === ordered.hash,
      ),
    );
    await sleep(8_000);
    const isLate = answer.iat > ordered.body.applyBefore;
    attempts.equal('what the late order added', 'false', String(await holds(scene, n, ordering)), isLate);
    if (scene.requests.endingOf(other) !== 'vetoed') {
      await scene.desks.votes(secondOwner, other);
      attempts.equal(
        'the other half, after it was seen to be absent',
        'applied',
        await scene.requests.ending(other, settledMs),
      );
    }
    await scene.requests.tidies();
  },
};

/** Her first half ends at noon and is removed late; the second begins at noon. */
const t19: Line<Scene> = {
  id: 'T19',
  required: 'the second waits until the first is seen to be absent',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const noon = Date.now() + 25_000;
    await scene.requests.gets({
      requester: clerk,
      beneficiary: personOf(n),
      items: [order],
      until: new Date(noon).toISOString(),
    });
    const second = await scene.requests.asks({
      requester: clerk,
      beneficiary: personOf(n),
      items: [receive],
      from: new Date(noon).toISOString(),
    });
    let [met, still] = [false, false];
    await whileDead(scene, ['connector-erp'], async () => {
      const assessed = await scene.wire
        .until('an assessment', () => scene.wire.about(second, 'policy.assessed.v1').at(-1), 15_000)
        .catch(() => null);
      if (assessed) await scene.desks.votes(firstOwner, second);
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
    attempts.equal('both at once', 'false', String(met), still);
    const watch = (async () => {
      let both = false;
      for (
        const end = Date.now() + settledMs;
        Date.now() < end && !scene.requests.endingOf(second);
        await sleep(100)
      ) {
        const held = await scene.erp.holds(accountOf(n));
        both ||= held.includes(ordering) && held.includes(receiving);
      }
      return both;
    })();
    const voted = await scene.wire
      .until('an assessment', () => scene.wire.about(second, 'policy.assessed.v1').at(-1), settledMs)
      .then(() => scene.desks.votes(secondOwner, second));
    attempts.equal(
      'after the first is gone, the second',
      'applied',
      await scene.requests.ending(second, settledMs).catch(() => `not yet, ${voted}`),
    );
    attempts.equal('both at once, looked at ten times a second', 'false', String(await watch));
    await scene.requests.tidies();
  },
};

/** Whether policy keeps what a request is to get for it: nothing else can be lost before its start. */
const reservedIn = (scene: Scene, request: string): Promise<boolean> =>
  eventually(
    'a reservation',
    async () =>
      (
        await scene.lookInto('policy', `SELECT FROM reservation WHERE request = $1 AND state = 'live'`, [
          request,
        ])
      ).length > 0,
    8_000,
  ).catch(() => false);

/** Reserved today for later; a conflict arises before. */
const t20: Line<Scene> = {
  id: 'T20',
  required: 'judged at its start, nothing granted',
  play: async (scene, attempts) => {
    const begin = async (name: string, between: (n: number) => Promise<unknown>, expected: boolean) => {
      const [n = 0] = await scene.workforce.hires(1);
      const start = Date.now() + 20_000;
      const request = await scene.requests.asks({
        requester: clerk,
        beneficiary: personOf(n),
        items: [receive],
        from: new Date(start).toISOString(),
      });
      await scene.desks.votes(firstOwner, request);
      await sleep(2_000);
      const early = scene.wire.about(request, 'policy.cleared.v1').length;
      const isReserved = await reservedIn(scene, request);
      attempts.equal(`${name}: cleared before its start`, '0', String(early), isReserved);
      await between(n);
      // what comes out after the start is no change before it
      const isBefore = Date.now() < start;
      await sleep(Math.max(0, start - Date.now()) + 10_000);
      const held = await holds(scene, n, receiving);
      attempts.equal(`${name}: held after its start`, String(expected), String(held), isReserved && isBefore);
      if (!expected) await scene.requests.withdraws(request, personOf(clerk));
    };
    const [holder = 0] = await scene.workforce.hires(1);
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(holder), items: [order] });
    await Promise.all([
      begin('nothing happens', () => Promise.resolve(), true),
      begin(
        'she turns out to act for who holds the other half',
        async (n) => {
          await scene.workforce.controls(personOf(holder), n, 'delegate');
          await scene.workforce.untilKnown();
        },
        false,
      ),
      begin(
        'she leaves',
        async (n) => {
          const now = new Date().toISOString();
          await scene.workforce.states(left(n, now, now));
          await untilKnown(scene.about, [`hr-left-${n}`]);
        },
        false,
      ),
    ]);
    await scene.requests.tidies();
  },
};

/** What ends, what comes late, and what begins later. */
export const ends: readonly Line<Scene>[] = [t08, t18, t19, t20];
