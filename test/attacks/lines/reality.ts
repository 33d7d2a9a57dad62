import { connect, eventually, readSecret } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import type { Heard } from '../stage/wire.js';
import { lookedAt, says } from './hostile.js';

const order = 'erp:purchase-order:create';
const receive = 'erp:goods-receipt:post';
const [ordering, receiving] = ['role:erp_po_create', 'role:erp_goods_receipt'];

/** The newest order for a place that grants something. */
export const ordered = (scene: Scene, n: number, permission: string): Promise<Heard> =>
  scene.wire.until(`an order of ${permission} for ${accountOf(n)}`, () =>
    scene.wire.heard
      .filter(
        ({ type, body }) =>
          type === 'provisioning.ordered.v1' &&
          body.account === accountOf(n) &&
          body.permission === permission,
      )
      .filter(({ body }) => body.desired.grants.length > 0)
      .at(-1),
  );

/** The connector, hostile, answers an order with its own key. */
export function answers(scene: Scene, { hash, body }: Heard, result: 'applied' | 'refused'): Promise<string> {
  const { system, account, permission, token, desired } = body;
  const isApplied = result === 'applied';
  return says(scene, 'connector-erp', 'connector.answered.v1', {
    ...{ system, account, permission, token, order: hash, newest: token, outcome: 'done', code: null },
    results: desired.grants.map(({ clearance }: { clearance: string }) => ({
      ...{ clearance, result, code: isApplied ? null : 'TARGET_REFUSED' },
    })),
    state: { grants: isApplied ? desired.grants : [], adopted: false },
    ...{ verified: [hash], findings: [] },
  });
}

/** The other half is asked: what becomes of it. */
async function otherHalf(scene: Scene, n: number): Promise<string> {
  const other = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [receive] });
  const answer = await scene.wire.until('an answer about the other half', () =>
    scene.wire.about(other).find(({ type }) => /^policy\.(vetoed|held|assessed)/.test(type)),
  );
  if (answer.type === 'policy.assessed.v1') await scene.desks.votes(secondOwner, other);
  await sleep(3_000);
  const held = (await scene.erp.holds(accountOf(n))).includes(receiving);
  await scene.requests.withdraws(other, personOf(clerk));
  return held ? 'granted' : answer.type;
}

/** The connector says `applied` and does nothing. */
const c01: Line<Scene> = {
  id: 'C01',
  required: 'a finding after the read-back, the slot kept',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await scene.requests.assessed(request);
    await whileDead(scene, ['connector-erp'], async () => {
      await scene.desks.votes(firstOwner, request);
      await answers(scene, await ordered(scene, n, ordering), 'applied');
      attempts.equal('it is believed at first', 'applied', await scene.requests.ending(request));
      const held = (await scene.erp.holds(accountOf(n))).includes(ordering);
      const found = await scene.finding(accountOf(n), 'ACCESS_MISSING');
      attempts.saw('what is found', 'ACCESS_MISSING', found, found.includes('ACCESS_MISSING'), !held);
      const seen = await otherHalf(scene, n);
      attempts.saw('the other half', 'not granted', seen, seen !== 'granted', !held);
    });
    await lookedAt(scene, 'connector-erp');
    await scene.requests.withdraws(request, personOf(clerk));
    await eventually('it to be gone', async () => !(await scene.erp.holds(accountOf(n))).includes(ordering));
    await scene.requests.tidies();
  },
};

/** The connector says `refused`, and has done it with its own credential. */
const c02: Line<Scene> = {
  id: 'C02',
  required: 'a finding, the slot kept',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await scene.requests.assessed(request);
    await whileDead(scene, ['connector-erp'], async () => {
      await scene.desks.votes(firstOwner, request);
      const heard = await ordered(scene, n, ordering);
      await asConnector(scene, 'SELECT countersign.give($1, $2)', [accountOf(n), ordering]);
      const held = (await scene.erp.holds(accountOf(n))).includes(ordering);
      await answers(scene, heard, 'refused');
      const found = await scene.finding(accountOf(n));
      attempts.saw('what is found', 'a finding', found, found !== '', held);
      const seen = await otherHalf(scene, n);
      attempts.saw('the other half', 'not granted', seen, seen !== 'granted', held);
      await kept(scene, attempts, n, request);
    });
    await lookedAt(scene, 'connector-erp');
    await scene.erp
      .run(`REVOKE erp_po_create FROM ${accountOf(n)} GRANTED BY countersign_grantor CASCADE`)
      .catch(() => undefined);
    await scene.requests.tidies();
  },
};

/** It is taken back; the hostile connector says that it is gone, and leaves it there. */
async function kept(scene: Scene, attempts: Attempts, n: number, request: string): Promise<void> {
  await scene.requests.withdraws(request, personOf(clerk));
  const removal = await scene.wire.until('an order that takes it away', () =>
    scene.wire.heard
      .filter(({ type, body }) => type === 'provisioning.ordered.v1' && body.account === accountOf(n))
      .find(({ body }) => body.permission === ordering && body.desired.grants.length === 0),
  );
  await answers(scene, removal, 'applied');
  const isKept = (await scene.erp.holds(accountOf(n))).includes(ordering);
  const code = await eventually('what it keeps to be found', async () =>
    (await scene.findings(accountOf(n))).find((one) =>
      ['ACCESS_NOT_REMOVED', 'ACCESS_NEVER_ORDERED'].includes(one),
    ),
  ).catch(() => 'nothing');
  attempts.saw(
    'it says removed, and keeps it: what is found',
    'ACCESS_NOT_REMOVED',
    code,
    code !== 'nothing',
    isKept,
  );
  const seen = await otherHalf(scene, n);
  attempts.saw(
    'it says removed, and keeps it: the other half',
    'not granted',
    seen,
    seen !== 'granted',
    isKept,
  );
}

/** Runs SQL in the target with the connector's own credential. */
async function asConnector(scene: Scene, sql: string, values: unknown[]): Promise<void> {
  const password = readSecret(scene.about.secrets.targets['erp']?.['countersign_connector']);
  const client = await connect(scene.about.addresses['target-erp'], {
    user: 'countersign_connector',
    password,
    database: 'erp',
  });
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

/** The target's administrators do as they please. */
const c05: Line<Scene> = {
  id: 'C05',
  required: 'a finding within the interval',
  play: async (scene, attempts) => {
    const [given = 0, taken = 0, renamed = 0, anew = 0] = await scene.workforce.hires(4);
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(taken), items: [order] });
    await scene.erp.run(`GRANT erp_po_create TO ${accountOf(given)}`);
    await found(
      scene,
      attempts,
      'a membership nobody ordered',
      `${accountOf(given)} ${ordering}`,
      'ACCESS_NEVER_ORDERED',
    );
    await scene.erp.run(`REVOKE erp_po_create FROM ${accountOf(given)}`);
    await scene.erp.run(`GRANT UPDATE ON erp.vendors TO ${accountOf(given)}`);
    await found(
      scene,
      attempts,
      'a right on a table nobody ordered',
      `${accountOf(given)} table:erp.vendors:UPDATE`,
      'ACCESS_NEVER_ORDERED',
    );
    await scene.erp.run(`REVOKE UPDATE ON erp.vendors FROM ${accountOf(given)}`);
    await scene.erp.run(`REVOKE erp_po_create FROM ${accountOf(taken)} GRANTED BY countersign_grantor`);
    await found(scene, attempts, 'a membership taken away', accountOf(taken), 'ACCESS_MISSING');
    await scene.erp.run(`ALTER ROLE ${accountOf(renamed)} RENAME TO renamed_${renamed}`);
    await found(scene, attempts, 'an account renamed: the old name', accountOf(renamed), 'ACCESS_MISSING');
    await found(
      scene,
      attempts,
      'an account renamed: the new name',
      `renamed_${renamed}`,
      'ACCESS_NEVER_ORDERED',
    );
    await scene.erp.run(`ALTER ROLE renamed_${renamed} RENAME TO ${accountOf(renamed)}`);
    await scene.erp.run(
      `ALTER ROLE ${accountOf(anew)} RENAME TO old_${anew}; CREATE ROLE ${accountOf(anew)} LOGIN`,
    );
    await found(scene, attempts, 'an account made anew under its name', accountOf(anew), 'ACCESS_MISSING');
    await scene.erp.run(`DROP ROLE ${accountOf(anew)}; ALTER ROLE old_${anew} RENAME TO ${accountOf(anew)}`);
    const closed = await eventually(
      'the findings of what was put right to be closed',
      async () => (await scene.findings(accountOf(given))).length === 0,
    );
    attempts.equal('findings of what was put right are closed', 'true', String(closed));
  },
};

async function found(
  scene: Scene,
  attempts: Attempts,
  name: string,
  words: string,
  code: string,
): Promise<void> {
  const since = Date.now();
  const seen = await scene.finding(words, code, 60_000).catch(() => 'nothing');
  attempts.saw(name, code, `${seen} after ${Date.now() - since} ms`, seen.split(' ').includes(code));
}

/** Two who watch the target do not believe each other. */
export const reality: readonly Line<Scene>[] = [c01, c02, c05];
