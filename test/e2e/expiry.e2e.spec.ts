import { randomBytes } from 'node:crypto';
import type { Publisher } from '@countersign/source';
import type pg from 'pg';
import { call } from './intake/http-call.js';
import { publisherOf } from './intake/people.js';
import { requestsFor } from './intake/request-store.js';
import { aVoter, hire, taskOf, type Voter } from './intake/voters.js';
import { freshId } from './intake/webhook.js';
import { asSuperuser, connectTo } from './postgres/cluster-client.js';
import { eventually } from './system/eventually.js';
import { about, control } from './system/running-system.js';

/** What is left alive: the connector, its database, its target. */
const alive = ['connector-erp', 'platform-postgres', 'target-erp'];
/** Long enough for people to say yes, for everything to die, and for what is to be alive to come back before it is over, ms. */
const grantedForMs = 120_000;

const run = freshId();
const beneficiary = `person:${run}-short`;
const account = `u${Date.now()}`;
let hr: Publisher;
let itsm: Publisher;
let owner: Voter;
let request: string;
let until: number;

const holds = (): Promise<boolean> =>
  asSuperuser('erp', 'erp', async (client) => {
    const sql = 'SELECT 1 FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = $1)';
    return (await client.query(sql, [account])).rows.length > 0;
  });
const inPolicy = <T extends object>(sql: string): Promise<T[]> =>
  asSuperuser('platform', 'policy', async (client) => (await client.query<T>(sql, [request])).rows);
/** A session of the account; its owner, who is nobody of ours, has let it log in. */
async function session(): Promise<pg.Client> {
  const password = randomBytes(12).toString('hex');
  await asSuperuser('erp', 'erp', (client) =>
    client.query(`ALTER ROLE ${account} LOGIN PASSWORD '${password}'`),
  );
  return connectTo({ cluster: 'erp', database: 'erp', role: account, password });
}
const everything = () => Object.keys(about().processes);
/** Kills everything; brings back what is to be alive, with the broker that a connector is told of when it starts, and kills that again. */
async function onlyTheConnectorComesBack(): Promise<void> {
  for (const name of everything()) await control().kill(name);
  for (const name of ['platform-postgres', 'target-erp', 'kafka', 'connector-erp'])
    await control().start(name);
  await control().kill('kafka');
}

beforeAll(async () => {
  [hr, itsm] = [await publisherOf('hr'), await publisherOf('itsm')];
  owner = await aVoter(hr, `${run}-owner`, 'group:process-owners');
  await hire(hr, beneficiary, account);
  until = Date.now() + grantedForMs;
  const wish = { requester: beneficiary, beneficiary, reason: 'for a minute' };
  const items = [{ entitlement: 'erp:report:run', scope: {} }];
  await itsm.publish({
    type: 'access.requested.v1',
    data: { ...wish, items, until: new Date(until).toISOString() },
  });
  request = await eventually('the request', async () => (await requestsFor(beneficiary))[0]?.id);
  const task = await taskOf(owner, request);
  const headers = { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ vote: await owner.sign(task) });
  await call({ service: 'approval', path: '/votes', headers, body });
  await eventually('the access', holds);
}, 180_000);
afterAll(() => Promise.all([hr, itsm].map((source) => source.close())));

describe('access for a while', () => {
  it('ends in its target, sessions too, when everything has died and only the connector, its database and the target are alive again', async () => {
    await onlyTheConnectorComesBack();
    const open = await session();
    let words: string | undefined;
    open.once('error', (error: Error) => (words = error.message));
    expect(Date.now()).toBeLessThan(until);
    expect([await holds(), words]).toEqual([true, undefined]);
    await eventually('the end of the access', async () => !(await holds()), grantedForMs + 30_000);
    expect(Date.now()).toBeGreaterThanOrEqual(until);
    expect(Date.now()).toBeLessThan(until + 10_000);
    await eventually('the end of the session', () => Promise.resolve(words));
    await open.end().catch(() => undefined);
  }, 360_000);

  it('stays ended when everything is started again, and everybody learns of it', async () => {
    for (const name of alive) await control().kill(name);
    const parts = ['platform-postgres', 'target-erp', 'kafka'];
    const services = everything().filter((name) => !parts.includes(name));
    for (const name of [...parts, ...services]) await control().start(name);
    await eventually(
      'the reservation to be free',
      async () => {
        const [row] = await inPolicy<{ state: string }>('SELECT state FROM reservation WHERE request = $1');
        return row?.state === 'released';
      },
      120_000,
    );
    const [row] = await inPolicy<{ state: string }>('SELECT state FROM request WHERE id = $1');
    expect([row?.state, await holds()]).toEqual(['ended', false]);
  }, 400_000);
});
