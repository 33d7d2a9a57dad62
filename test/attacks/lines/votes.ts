import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, item, personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import { call } from './call.js';
import { gained, lookedAt, says } from './hostile.js';

const order = 'erp:purchase-order:create';
const elevated = 'erp:payment-run:propose';
const control = 1017;

/** A requester who would rather be asked less of. */
const a08: Line<Scene> = {
  id: 'A08',
  required: 'refused, and the route stays as it is',
  play: async (scene, attempts) => {
    const n = await scene.workforce.hiresWithLogin();
    const wish = { beneficiary: personOf(n), items: [item(elevated)], reason: 'A08' };
    const values = [0, -1, '1', null, 1e9];
    for (const member of ['quorum', 'route', 'stages', 'sensitivity', 'threshold', 'excluded'])
      for (const value of values) {
        const key = `A08-${n}-${member}-${String(value)}`;
        const to = { service: 'request', path: '/requests', method: 'POST', key } as const;
        const answer = await call(scene, n, to, { ...wish, [member]: value });
        attempts.equal(`\`${member}\`: ${JSON.stringify(value)}`, '422 SCHEMA_VIOLATION', answer);
        if (member === 'quorum') {
          const inside = await call(
            scene,
            n,
            { ...to, key: `${key}-in` },
            { ...wish, items: [{ ...item(elevated), [member]: value }] },
          );
          attempts.equal(
            `\`${member}\`: ${JSON.stringify(value)} in an item`,
            '422 SCHEMA_VIOLATION',
            inside,
          );
        }
      }
    const request = await scene.requests.posts(n, `A08 plain ${n}`, { items: [elevated] });
    const { body } = await scene.requests.assessed(request);
    attempts.equal('the route of what she may ask', '2', String(body.stages[0]?.quorum));
    await scene.requests.tidies();
  },
};

/** One person's yes, fifty times and in several ways. */
const a09: Line<Scene> = {
  id: 'A09',
  required: 'counted once',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const voter = await scene.workforce.hiresApprover('group:process-owners');
    const request = await scene.requests.asks({ requester: n, items: [elevated] });
    await scene.requests.assessed(request);
    const ballots = await Promise.all(Array.from({ length: 50 }, () => scene.desks.ballot(voter, request)));
    attempts.equal('her first', 'open', await scene.desks.votes(voter, request));
    const desk = await scene.desks.person(voter);
    const answers = await Promise.all(ballots.map((ballot) => desk.handIn(ballot)));
    const taken = answers.filter((answer) => answer !== 'VOTE_TWICE');
    attempts.equal('the same fifty times at once, after the first', '', [...new Set(taken)].join(' '));
    const [ballot = ''] = ballots;
    attempts.equal(
      'the same bytes by somebody else',
      'VOTE_NOT_YOURS',
      await (await scene.desks.person(secondOwner)).handIn(ballot),
    );
    const { hash: ha, body } = await scene.requests.assessed(request);
    const task = { deployment: scene.about.deployment, request, hr: body.hr, ha } as never;
    for (const twin of [
      `Person:${voter}`,
      `person:${voter} `,
      `person:${String(voter).replace('1', '１')}`,
    ]) {
      const answer = await desk.handIn(await desk.sign(task, 'yes', twin));
      attempts.equal(`as her look-alike ${JSON.stringify(twin)}`, 'SCHEMA_VIOLATION', answer);
    }
    await byTwoKeys(scene, attempts, voter, request);
    const [counted] = await scene.lookInto<{ n: number }>(
      'approval',
      'SELECT count(*)::int AS n FROM vote WHERE ha = $1',
      [ha],
    );
    attempts.equal('votes of hers that approval keeps', '1', String(counted?.n));
    attempts.equal(
      'what was gained',
      'nothing',
      await gained(scene, request, accountOf(n), 'role:erp_payment_run_propose'),
    );
    await scene.desks.votes(control, request);
    attempts.equal(
      'with a second person of the other group',
      'applied',
      await scene.requests.ending(request),
    );
  },
};

/** HR enrols a second key of hers, and she votes by that one, too. */
async function byTwoKeys(scene: Scene, attempts: Attempts, voter: number, request: string): Promise<void> {
  const desk = await scene.desks.withKey(voter, await scene.workforce.enrolsAnotherKey(voter));
  const { hash: ha, body } = await scene.requests.assessed(request);
  const task = { deployment: scene.about.deployment, request, hr: body.hr, ha } as never;
  const answer = await desk.handIn(await desk.sign(task, 'yes'));
  attempts.equal('by a second key of hers', 'VOTE_TWICE', answer);
}

/** Something else is put under votes that were given. */
const a20: Line<Scene> = {
  id: 'A20',
  required: 'a new request without votes, or refused',
  play: async (scene, attempts) => {
    const n = await scene.workforce.hiresWithLogin();
    const reason = `A20 ${n}`;
    const request = await scene.requests.posts(n, reason, { items: [elevated] });
    await scene.desks.votes(firstOwner, request);
    for (const method of ['PUT', 'PATCH']) {
      const path = `/requests/${request}`;
      const answer = await call(scene, n, { service: 'request', path, method }, { items: [item(order)] });
      attempts.equal(`${method} of another text`, '405', answer.slice(0, 3));
    }
    const key = reason.replaceAll(/[^A-Za-z0-9]/g, '-');
    const to = { service: 'request', path: '/requests', method: 'POST', key } as const;
    for (const [name, change] of [
      ['another entitlement', { items: [item(order)] }],
      ['a longer time', { until: '2027-12-31T00:00:00Z' }],
      ['another reason', { reason: 'something else' }],
      ['another beneficiary', { beneficiary: personOf(clerk) }],
    ] as const) {
      const wish = { beneficiary: personOf(n), items: [item(elevated)], reason, ...change };
      const answer = await call(scene, n, to, wish);
      attempts.equal(`${name} under the same key`, '409', answer.slice(0, 3));
    }
    const again = await call(scene, n, to, { beneficiary: personOf(n), items: [item(elevated)], reason });
    attempts.equal('the same again', `202 ${request}`, again);
    await otherBytes(scene, attempts, request);
    await editedBack(scene, attempts, n);
    await rewritten(scene, attempts, n);
    await scene.requests.tidies();
  },
};

/** A vote on one request is handed in as one on another. */
async function otherBytes(scene: Scene, attempts: Attempts, request: string): Promise<void> {
  const [m = 0] = await scene.workforce.hires(1);
  const other = await scene.requests.asks({ requester: m, items: [elevated] });
  const { body } = await scene.requests.assessed(other);
  const mixed = await scene.desks.ballot(control, request, 'yes', { hr: body.hr });
  attempts.equal(
    'a vote on other bytes of the request',
    'VOTE_INVALID',
    await scene.desks.handsIn(control, mixed),
  );
}

/** A, then B, then A again: each is a request of its own, and votes on the first count for none of the others. */
async function editedBack(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const texts = [elevated, order, elevated];
  const requests: string[] = [];
  let before = '';
  for (const [at, text] of texts.entries()) {
    if (at > 0) await scene.requests.withdrawsHerself(n, requests.at(-1) ?? '');
    requests.push(await scene.requests.posts(n, `A20 ${n} edit ${at}`, { items: [text] }));
    if (at === 0) before = await scene.desks.votes(firstOwner, requests[0] ?? '');
  }
  attempts.equal('edited and edited back', '3', String(new Set(requests).size));
  const last = requests.at(-1) ?? '';
  const after = await scene.desks.votes(control, last);
  await sleep(2_000);
  attempts.equal(
    'with one vote after, and one before',
    'nothing',
    await gained(scene, last, accountOf(n), 'role:erp_payment_run_propose'),
    [before, after].every((answer) => answer === 'open'),
  );
}

/** The request service itself, hostile, puts other items under an approved request. */
async function rewritten(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const request = await scene.requests.posts(n, `A20 ${n} rewritten`, { items: ['erp:report:run'] });
  await scene.requests.assessed(request);
  let [answer, forged] = ['', ''];
  await whileDead(scene, ['policy'], async () => {
    answer = await scene.desks.votes(firstOwner, request);
    const { body } = scene.wire.about(request, 'request.submitted.v1').at(-1) ?? {};
    forged = await says(scene, 'request', 'request.submitted.v1', {
      ...body,
      items: [item('erp:audit-log:archive')],
    });
  });
  await lookedAt(scene, 'request');
  await sleep(5_000);
  const held = (await scene.erp.holds(accountOf(n))).filter((one) => one === 'role:erp_audit_archive');
  const isThere = scene.wire.heard.some(({ hash }) => hash === forged);
  attempts.equal(
    'other items, signed by a hostile request service',
    '',
    held.join(' '),
    isThere && answer === 'approved',
  );
}

/** People said yes when nothing was wrong; when it is cleared, something is. */
const a31: Line<Scene> = {
  id: 'A31',
  required: 'the votes void, asked anew',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const price = await scene.requests.asks({ requester: n, items: ['erp:price:change'] });
    const { hash: before } = await scene.requests.assessed(price);
    const early = await scene.desks.ballot(secondOwner, price);
    await scene.desks.votes(firstOwner, price);
    await scene.requests.gets({ requester: n, items: ['erp:sales-order:create'] });
    await scene.desks.votes(control, price);
    const anew = await scene.wire.until('a new assessment', () =>
      scene.wire.about(price, 'policy.assessed.v1').find(({ hash }) => hash !== before),
    );
    const rules = (anew.body.conflicts as { rule: string }[]).map(({ rule }) => rule).join(' ');
    attempts.equal('it is assessed anew, with the conflict', 'O2C-02', rules);
    attempts.equal(
      'what was gained',
      'nothing',
      await gained(scene, price, accountOf(n), 'table:erp.prices:UPDATE'),
    );
    attempts.equal(
      'a vote on the first assessment',
      'VOTE_CLOSED',
      await (await scene.desks.person(secondOwner)).handIn(early),
    );
    for (const voter of [firstOwner, control, 1002]) await scene.desks.votes(voter, price);
    attempts.equal(
      'with one of two of the risk committee',
      'nothing',
      await gained(scene, price, accountOf(n), 'table:erp.prices:UPDATE'),
    );
    await scene.desks.votes(1003, price);
    attempts.equal('with all that is asked now', 'applied', await scene.requests.ending(price));
  },
};

/** What votes are about, and how often they count. */
export const votes: readonly Line<Scene>[] = [a08, a09, a20, a31];
