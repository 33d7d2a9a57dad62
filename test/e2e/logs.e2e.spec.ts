import { randomBytes } from 'node:crypto';
import type { Publisher } from '@countersign/source';
import { call, outcome } from './intake/http-call.js';
import { publisherOf, tokenOfLogin } from './intake/people.js';
import { quarantinedFor, requestsFor } from './intake/request-store.js';
import { aVoter, hire, taskOf, type Voter } from './intake/voters.js';
import { freshId } from './intake/webhook.js';
import { asSuperuser } from './postgres/cluster-client.js';
import { eventually } from './system/eventually.js';
import { allLogs, allSecrets, linesOf, people } from './system/logs.js';

const run = freshId();
/** What people write and nobody else is to read. */
const reason = (what: string) => `because of ${what} ${run}`;
let sources: readonly Publisher[];
let voter: Voter;

const post = (service: string, path: string, body: object, headers: Record<string, string> = {}) =>
  call({
    ...{ service, path, body: JSON.stringify(body) },
    headers: {
      ...{ authorization: `Bearer ${voter.token}`, 'content-type': 'application/json' },
      ...{ 'idempotency-key': freshId(), ...headers },
    },
  });

const wish = (beneficiary: string, what: string) => ({
  ...{ beneficiary, items: [{ entitlement: 'erp:report:run', scope: {} }], reason: reason(what) },
});

beforeAll(async () => {
  sources = [await publisherOf('hr'), await publisherOf('itsm')];
  const [hr, itsm] = sources as [Publisher, Publisher];
  voter = await aVoter(hr, `${run}-voter`, 'group:process-owners');
  const beneficiary = `person:${run}-beneficiary`;
  await hire(hr, beneficiary, `u${Date.now()}`);
  await itsm.publish({
    type: 'access.requested.v1',
    data: { requester: beneficiary, ...wish(beneficiary, 'a ticket') },
  });
  const request = await eventually('the request', async () => (await requestsFor(beneficiary))[0]?.id);
  const vote = await voter.sign(await taskOf(voter, request));
  for (const signed of [`${vote}x`, vote, vote]) await post('approval', '/votes', { vote: signed });
}, 180_000);
afterAll(() => Promise.all(sources.map((source) => source.close())));

describe('what is refused', () => {
  it('at the edge is one line in the trace of whoever asked', async () => {
    const traceId = randomBytes(16).toString('hex');
    const authorization = `Bearer ${await tokenOfLogin(`login-${run}-stranger`)}`;
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    const body = wish('person:nobody', 'a refusal');
    expect(outcome(await post('request', '/requests', body, { authorization, traceparent }))).toBe(
      '403 UNKNOWN_LOGIN',
    );
    const lines = await eventually('the line', async () => {
      const found = linesOf('request').filter(({ trace_id }) => trace_id === traceId);
      return found.length > 0 && found;
    });
    const span_id = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', code: 'UNKNOWN_LOGIN', span_id })]);
  });

  it('at the edge always says in which trace', () => {
    const lines = ['request', 'approval'].flatMap(linesOf);
    const refused = lines.filter(({ message }) => message === 'request refused');
    expect(refused.length).toBeGreaterThan(1);
    expect(refused.filter(({ trace_id }) => !/^[0-9a-f]{32}$/.test(trace_id ?? ''))).toEqual([]);
  });

  it('of what a source says is one line, which names where it lies', async () => {
    const [id, [, itsm]] = [freshId(), sources as [Publisher, Publisher]];
    const form = /^record \d+ of `upstream\.itsm`\/\d is held in quarantine: DUPLICATE_ID$/;
    const lines = () => linesOf('request').filter(({ message }) => form.test(message)).length;
    const before = lines();
    for (const what of ['a wish', 'another wish'])
      await itsm.publish({
        ...{ id, type: 'access.requested.v1' },
        data: { requester: `person:${run}-twice`, ...wish(`person:${run}-twice`, what) },
      });
    await eventually('it to be held', async () => (await quarantinedFor(id)).length > 0);
    await eventually('its line', async () => lines() === before + 1);
  });
});

/** Every reason that somebody gave in this run and intake kept, as far as it is long enough to be nobody else's words. */
const reasons = () =>
  asSuperuser('platform', 'request', async (client) => {
    const { rows } = await client.query<{ reason: string }>(
      `SELECT DISTINCT body->>'reason' AS reason FROM story_step WHERE length(body->>'reason') > 8`,
    );
    return [...rows.map((row) => row.reason), ...['a refusal', 'another wish'].map(reason)];
  });

describe('what stands in no log of the run, of no process and no part:', () => {
  /** What the logs hold of these texts, and where. */
  const held = (texts: readonly string[]) =>
    [...allLogs()].flatMap(([file, log]) =>
      [...new Set(texts)].filter((text) => log.includes(text)).map((text) => `${file}: ${text}`),
    );

  it('(the logs are read, and a text that is there is found)', () => {
    expect(held(['SCHEMA_VIOLATION'])).toContain('request.log: SCHEMA_VIOLATION');
  });

  it('a reason that somebody gave', async () => {
    const given = await reasons();
    expect(given).toContain(reason('a ticket'));
    expect(held(given)).toEqual([]);
  });

  it('the login name of anybody', () => {
    const logins = people().map(({ login }) => login);
    expect(logins).toContain(`login-${run}-voter`);
    expect(held(logins)).toEqual([]);
  });

  it('a password, a token, or any other secret', () => {
    const secrets = allSecrets();
    expect(secrets.filter((secret) => secret.length < 12)).toEqual([]);
    const files = held([...secrets, voter.token]).map((found) => found.split(':')[0]); // what was found stays unsaid
    expect(files).toEqual([]);
  });
});
