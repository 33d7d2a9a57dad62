import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from '../frame/line.js';
import { item, personOf, type Scene } from '../stage/scene.js';
import { call } from './call.js';
import { order } from './ending.js';

/** One wish, sent more than once. */
const t07: Line<Scene> = {
  id: 'T07',
  required: 'one request; another text under its key refused',
  play: async (scene, attempts) => {
    const n = await scene.workforce.hiresWithLogin();
    const wish = { beneficiary: personOf(n), items: [item(order)], reason: `T07 ${n}` };
    const to = { service: 'request', path: '/requests', method: 'POST', key: `T07-double-${n}` } as const;
    const clicks = await Promise.all(Array.from({ length: 20 }, () => call(scene, n, to, wish)));
    const taken = clicks.filter((answer) => /^202 r-/.test(answer));
    attempts.equal(
      'twenty clicks at once',
      '20 taken, as 1',
      `${taken.length} taken, as ${new Set(taken).size}`,
    );
    await sleep(1_000);
    attempts.equal('the same a second later', clicks[0] ?? '', await call(scene, n, to, wish));
    const other = await call(scene, n, to, { ...wish, items: [item('erp:goods-receipt:post')] });
    attempts.equal('another text under the same key', '409', other.slice(0, 3));
    for (const request of new Set(taken)) await scene.requests.withdrawsHerself(n, request.slice(4));
    const reason = `T07 ticket ${n}`;
    const asked = { requester: n, items: ['erp:report:run'] };
    await Promise.all(Array.from({ length: 10 }, () => scene.requests.publishes(reason, asked)));
    await scene.requests.requestOf(reason);
    await sleep(3_000);
    const made = scene.wire.heard.filter(
      ({ type, body }) => type === 'request.submitted.v1' && body.reason === reason,
    );
    attempts.equal('one ticket sent ten times', '1', String(made.length));
    await scene.requests.publishes(reason, { ...asked, items: ['erp:audit-log:archive'] });
    await sleep(3_000);
    const after = scene.wire.heard.filter(
      ({ type, body }) => type === 'request.submitted.v1' && body.reason === reason,
    );
    attempts.equal('another text under the same ticket', '1', String(after.length));
    await scene.requests.tidies();
  },
};

/** What is sent more than once. */
export const once: readonly Line<Scene>[] = [t07];
