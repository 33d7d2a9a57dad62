import type { Publisher } from '@countersign/source';
import type { Task } from '@countersign/cli';
import { call, outcome } from './intake/http-call.js';
import { publisherOf } from './intake/people.js';
import { requestsFor } from './intake/request-store.js';
import { apiOf, aVoter, hire, taskOf, type Voter } from './intake/voters.js';
import { freshId } from './intake/webhook.js';
import { asSuperuser } from './postgres/cluster-client.js';
import { eventually } from './system/eventually.js';

const run = freshId();
let sources: readonly Publisher[];
let owner: Voter;
let officer: Voter;
let task: Task;
let vote: string;

/** Two people have to say yes to this: one who owns the process and one of internal control. */
async function asked(itsm: Publisher, beneficiary: string): Promise<string> {
  const wish = { requester: beneficiary, beneficiary, reason: 'as agreed' };
  const items = [{ role: 'role:payment-preparer', scope: {} }];
  await itsm.publish({ type: 'access.requested.v1', data: { ...wish, items } });
  return eventually('the request', async () => (await requestsFor(beneficiary))[0]?.id);
}

beforeAll(async () => {
  sources = [await publisherOf('hr'), await publisherOf('itsm')];
  const [hr, itsm] = sources as [Publisher, Publisher];
  owner = await aVoter(hr, `${run}-owner`, 'group:process-owners');
  officer = await aVoter(hr, `${run}-officer`, 'group:internal-control');
  const beneficiary = `person:${run}-beneficiary`;
  await hire(hr, beneficiary, `u${Date.now()}`);
  task = await taskOf(owner, await asked(itsm, beneficiary));
  vote = await owner.sign(task);
}, 180_000);
afterAll(() => Promise.all(sources.map((source) => source.close())));

/** Hands in a vote as somebody, with whatever else in message, headers and query. */
const handIn = (
  { token }: Voter,
  signed: string,
  {
    more = '',
    names = {},
    query = '',
  }: { more?: string; names?: Record<string, string>; query?: string } = {},
) =>
  call({
    ...{ service: 'approval', path: `/votes${query}`, body: `{"vote":"${signed}"${more}}` },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...names },
  });

/** Whose votes approval has counted on the task, the first first. */
const counted = (): Promise<string[]> =>
  asSuperuser('platform', 'approval', async (client) => {
    const sql = 'SELECT person FROM vote WHERE ha = $1 ORDER BY at';
    return (await client.query<{ person: string }>(sql, [task.ha])).rows.map(({ person }) => person);
  });

const headers = [
  ...['from', 'forwarded', 'x-user', 'remote-user', 'x-remote-user', 'x-forwarded-user', 'x-forwarded-email'],
  ...['x-person', 'x-voter', 'x-approver', 'x-actor', 'x-roles', 'ce-subject', 'on-behalf-of'],
];
/** The name of another, in every place but the token and the signed bytes. */
const inEveryHeader = (name: string) => Object.fromEntries(headers.map((header) => [header, name]));
const inTheQuery = (name: string) => `?voter=${name}&person=${name}&approver=${name}&as=${name}&role=admin`;

describe('a vote is that of whose key and login it is (A05)', () => {
  it.each([...['voter', 'person', 'approver', 'approvedBy', 'actor', 'as', 'caller', 'role', 'roles']])(
    'and is refused when the message names another as `%s`',
    async (member) => {
      const answer = await handIn(owner, vote, { more: `,"${member}":"${officer.person}"` });
      expect(outcome(answer)).toBe('422 SCHEMA_VIOLATION');
      expect(await counted()).toEqual([]);
    },
  );

  it('and is nobody else’s, whoever is said in headers and query to hand it in', async () => {
    const [names, query] = [inEveryHeader(owner.person), inTheQuery(owner.person)];
    expect(outcome(await handIn(officer, vote, { names, query }))).toBe('403 VOTE_NOT_YOURS');
    expect(await counted()).toEqual([]);
  });

  it('and counts as hers, whoever headers and query name', async () => {
    const [names, query] = [inEveryHeader(officer.person), inTheQuery(officer.person)];
    const answer = await handIn(owner, vote, { names, query });
    expect(answer).toMatchObject({ status: 200, body: { state: 'open', votes: 1 } });
    expect(await counted()).toEqual([owner.person]);
  });

  it('and takes nothing from the one who was named: she votes as well', async () => {
    const answer = await handIn(officer, await officer.sign(task));
    expect(answer).toMatchObject({ status: 200, body: { state: 'approved', votes: 2 } });
    expect(await counted()).toEqual([owner.person, officer.person]);
  });
});

describe('what is approved', () => {
  it('lies in no inbox any more; who said yes finds it by its hash, and says no', async () => {
    const api = apiOf(owner);
    expect((await api.inbox()).map(({ ha }) => ha)).not.toContain(task.ha);
    const found = await api.deniable(task.ha);
    expect(found).toEqual(task);
    expect(await handIn(owner, await owner.sign(found, 'no'))).toMatchObject({ body: { state: 'denied' } });
  });
});
