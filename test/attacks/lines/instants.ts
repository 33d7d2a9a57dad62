import { eventually } from '@countersign/demo/stage';
import { left } from '@countersign/demo';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead, whileStopped } from '../stage/stopped.js';
import {
  boundMs,
  firstAnswer,
  goneAfter,
  inMs,
  order,
  ordering,
  receive,
  receiving,
  settledMs,
} from './ending.js';

/** Nobody has looked at what was asked: no refusal. */
const noAnswer = /CLI_NO_ANSWER|RATE_LIMITED|UNKNOWN_LOGIN/;

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
    const n = await scene.workforce.hiresWithLogin();
    for (const [name, window] of a12) {
      const items = ['erp:report:run'];
      const request = await scene.requests
        .posts(n, `T12 ${n} ${name}`, { items, ...window })
        .catch((error: Error & { code?: string }) => `refused ${error.code}`);
      const seen = request.startsWith('refused') ? request : await firstAnswer(scene, request);
      attempts.saw(
        name,
        'refused',
        seen,
        /^refused [A-Z_]+$|^policy.vetoed/.test(seen),
        !noAnswer.test(seen),
      );
    }
    for (const [name, until] of [
      ['without an end', undefined],
      ['in fifty years', '2076-01-01T00:00:00Z'],
    ] as const) {
      const request = await scene.requests.posts(n, `T12 ${n} ${name}`, {
        items: ['erp:report:run'],
        ...(until ? { until } : {}),
      });
      const { body } = await scene.requests.assessed(request);
      const days = Math.round((body.until - Date.now()) / 86_400_000);
      attempts.equal(name, 'capped at 365 days', `capped at ${days} days`);
    }
    await scene.requests.tidies();
  },
};

/** Somebody leaves while she is about to get something. */
const t14: Line<Scene> = {
  id: 'T14',
  required: 'nothing granted, or gone within the bound',
  play: async (scene, attempts) => {
    const leaves = (n: number) => {
      const now = new Date().toISOString();
      return scene.workforce.states(left(n, now, now));
    };
    const nothing = async (name: string, n: number, request: string, bit = true) => {
      const late = await goneAfter(scene, n, ordering, Date.now());
      await eventually(
        'her login to be gone',
        async () => (await scene.erp.holds(accountOf(n))).length === 0,
        90_000,
      );
      const ending = await scene.requests.ending(request);
      const fine = late < boundMs && ending !== 'vetoed';
      attempts.saw(
        name,
        `nothing held ${boundMs} ms later`,
        `${ending}, nothing held after ${late} ms`,
        fine,
        bit,
      );
    };
    const orderOf = (n: number) =>
      scene.wire.heard.find(
        ({ type, body }) =>
          type === 'provisioning.ordered.v1' && body.account === accountOf(n) && body.permission === ordering,
      );
    const open = async () => {
      const [n = 0] = await scene.workforce.hires(1);
      const request = await scene.requests.asks({
        requester: clerk,
        beneficiary: personOf(n),
        items: [order],
      });
      await scene.requests.assessed(request);
      return [n, request] as const;
    };
    const [first, asked] = await open();
    await leaves(first);
    await scene.requests.ending(asked);
    await nothing('while people decide', first, asked);

    const [second, approved] = await open();
    await whileDead(scene, ['provisioning'], async () => {
      await scene.desks.votes(firstOwner, approved);
      await scene.wire.until('a clearance', () => scene.wire.about(approved, 'policy.cleared.v1').at(-1));
      await leaves(second);
      await sleep(2_000);
    });
    const early = orderOf(second);
    await sleep(3_000);
    await nothing('cleared, and not ordered', second, approved, early === undefined);

    const [third, ordered] = await open();
    await whileStopped(scene, ['connector-erp'], async () => {
      await scene.desks.votes(secondOwner, ordered);
      await scene.wire.until('an order', () => orderOf(third));
      await leaves(third);
      await sleep(2_000);
    });
    await nothing('ordered, and the connector stands still', third, ordered);

    const [fourth, atOnce] = await open();
    const ballot = await scene.desks.ballot(firstOwner, atOnce);
    const [answer] = await Promise.all([scene.desks.handsIn(firstOwner, ballot), leaves(fourth)]);
    await sleep(3_000);
    await nothing('in the same instant as the last yes', fourth, atOnce, answer === 'approved');
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

/** One half is hers or a machine's, the other is another's; then the two turn out to be one. */
async function merged(scene: Scene, attempts: Attempts, name: string, isMachine: boolean): Promise<void> {
  const [one = 0, other = 0] = await scene.workforce.hires(2);
  const machine = `t16_${one}`;
  if (isMachine)
    await scene.workforce.controls(`service:${machine}`, await scene.workforce.hiresOwner(), 'owner', [
      machine,
    ]);
  const beneficiary = isMachine ? `service:${machine}` : personOf(one);
  const asked = { requester: firstOwner, beneficiary, items: ['erp:login:use', order] };
  const first = await scene.requests.gets(asked, secondOwner);
  const second = await scene.requests.gets({
    requester: clerk,
    beneficiary: personOf(other),
    items: [receive],
  });
  await scene.workforce.controls(
    beneficiary,
    other,
    isMachine ? 'owner' : 'delegate',
    isMachine ? [machine] : [],
  );
  const found = await scene.finding(personOf(other), 'CONFLICT_HELD');
  attempts.equal(`${name}: what policy finds`, 'CONFLICT_HELD', found);
  await scene.requests.withdraws(second, personOf(clerk));
  const late = await goneAfter(scene, other, receiving, Date.now());
  attempts.saw(
    `${name}: one half is taken back`,
    `gone within ${boundMs} ms`,
    `after ${late} ms`,
    late < boundMs,
  );
  attempts.equal(`${name}: the first`, 'applied', String(scene.requests.endingOf(first)));
  const isClosed = async () => (await scene.findings(personOf(other))).length === 0;
  const closed = await eventually('the finding to be closed', isClosed, settledMs);
  attempts.equal(`${name}: the finding is closed`, 'true', String(closed));
}

/** What happens in the same instant, and what turns out later. */
export const instants: readonly Line<Scene>[] = [t12, t14, t16];
