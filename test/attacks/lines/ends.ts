import { whileDown } from '@countersign/demo/stage';
import { left } from '@countersign/demo';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileStopped } from '../stage/stopped.js';
import {
  boundMs,
  firstAnswer,
  goneAfter,
  holds,
  order,
  ordering,
  receive,
  receiving,
  settledMs,
} from './ending.js';

/** Access ends although whoever would end it is away. */
const t08: Line<Scene> = {
  id: 'T08',
  required: 'ended at its time, or within R of recovery and said to be overdue',
  play: async (scene, attempts) => {
    const others = [
      ...['provisioning', 'policy', 'approval', 'request'],
      ...['observer-erp', 'connector-bank', 'observer-bank'],
    ];
    for (const [name, names] of [
      ['provisioning is down', ['provisioning']],
      ['everything but the connector is down', others],
      ['the broker stands still', ['kafka']],
    ] as const) {
      const [n = 0] = await scene.workforce.hires(1);
      const until = Date.now() + 22_000;
      await scene.requests.gets({
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
  const [n = 0] = await scene.workforce.hires(1);
  const until = Date.now() + 15_000;
  const request = await scene.requests.gets({
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

/** An order comes too late: its clearance has run out, its request is taken back, the other half is asked meanwhile. */
const t18: Line<Scene> = {
  id: 'T18',
  required: 'the late order adds nothing; the other half waits until that is certain',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const first = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await scene.requests.assessed(first);
    let other = '';
    await whileStopped(scene, ['connector-erp'], async () => {
      await scene.desks.votes(firstOwner, first);
      const ordered = await scene.wire.until('an order', () =>
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
      await sleep(Math.max(0, ordered.body.applyBefore - Date.now()) + 2_000);
    });
    await sleep(8_000);
    attempts.equal('what the late order added', 'false', String(await holds(scene, n, ordering)));
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
    await whileDown(scene.system, ['connector-erp'], async () => {
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
    attempts.equal('both at once', 'false', String(met));
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
      attempts.equal(`${name}: cleared before its start`, '0', String(early));
      await between(n);
      await sleep(Math.max(0, start - Date.now()) + 10_000);
      const held = await holds(scene, n, receiving);
      attempts.equal(`${name}: held after its start`, String(expected), String(held));
      if (!expected) await scene.requests.withdraws(request, personOf(clerk));
    };
    const [holder = 0] = await scene.workforce.hires(1);
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(holder), items: [order] });
    await Promise.all([
      begin('nothing happens', () => Promise.resolve(), true),
      begin(
        'she turns out to act for who holds the other half',
        (n) => scene.workforce.controls(personOf(holder), n, 'delegate'),
        false,
      ),
      begin(
        'she leaves',
        (n) => {
          const now = new Date().toISOString();
          return scene.workforce.states(left(n, now, now));
        },
        false,
      ),
    ]);
    await scene.requests.tidies();
  },
};

/** What ends, what comes late, and what begins later. */
export const ends: readonly Line<Scene>[] = [t08, t18, t19, t20];
