import 'reflect-metadata';
import {
  type Caller,
  createHttpApp,
  type HttpApp,
  Readiness,
  TokenRefused,
} from '@countersign/service-kit/http';
import { createLog } from '@countersign/service-kit/observability';
import {
  aFact,
  aStory,
  hired,
  instantAt,
  left,
  memberOf,
  moments,
  ms,
  outcomeOf,
  people,
  testKey,
  type Trail,
  votesWith,
} from '@countersign/testing';
import { ApprovalDesk } from '../../test/approval-desk.spec-only.js';
import { ApprovalModule, approvalStatuses } from '../approval.module.js';

const { rita, bea, omar, cleo, mallory } = people;
const second = 'person:2003';
const persons = [rita, bea, omar, cleo, mallory, second];
const loginOf = (person: string) => person.replace(':', '.');
const issuer = 'https://login.example';
const log = createLog({ service: 'test', level: 'error', write: () => undefined });

let desk: ApprovalDesk;
let trail: Trail;
let app: HttpApp;
let url: string;

/** A token is `<login> <scope>` in base64url, for whoever has a login. */
function verify(token: string): Promise<Caller> {
  const [subject = '', scope = ''] = Buffer.from(token, 'base64url').toString().split(' ');
  if (!persons.map(loginOf).includes(subject)) return Promise.reject(new TokenRefused('form'));
  return Promise.resolve({
    ...{ issuer, subject, clientId: 'console', scopes: [scope], actors: [], isClient: false, tokenId: 't-1' },
  });
}

/** The service's own edge on a free port. */
async function edge(limits: { readonly perCaller: number }): Promise<{ app: HttpApp; url: string }> {
  const parts = { ...desk.deps, dataSource: desk.ds } as unknown as Parameters<typeof ApprovalModule.of>[0];
  const made = await createHttpApp(ApprovalModule.of(parts), {
    ...{ log, readiness: new Readiness(log), verifier: { verify }, statuses: approvalStatuses, limits },
  });
  return { app: made, url: await made.listen({ port: 0 }) };
}

beforeAll(async () => {
  desk = await ApprovalDesk.open();
  trail = await aStory().tell();
  await desk.begin();
  ({ app, url } = await edge({ perCaller: 1200 }));
});
afterAll(async () => {
  await app.close();
  await desk.close();
});
beforeEach(async () => {
  await desk.begin();
  await desk.asked(trail);
  await desk.states(hired(second), votesWith(second, testKey(second)), memberOf('process-owners', second));
  const effective = instantAt(moments.submitted - ms.day);
  for (const person of persons)
    await desk.states(
      aFact('login.enrolled.v1', {
        ...{ person, issuer, subject: loginOf(person), effective, until: null },
      }),
    );
});

const tokenOf = (person: string, scope = 'votes:write') =>
  `Bearer ${Buffer.from(`${loginOf(person)} ${scope}`).toString('base64url')}`;
const look = async (authorization: string | null, ha: string = trail.statements.assessed.hash, at = url) => {
  const response = await fetch(`${at}/tasks/${ha}`, authorization ? { headers: { authorization } } : {});
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const outcome = async (...asked: Parameters<typeof look>) => {
  const { status, body } = await look(...asked);
  return status === 200 ? 200 : `${status} ${String(body['code'])}`;
};
const approve = async () => {
  await desk.votes(trail, omar);
  await desk.votes(trail, cleo);
};

describe('what is approved', () => {
  it('is shown, in the signers’ exact bytes, to each who may decide it, whether she voted or not', async () => {
    await approve();
    const { submitted, assessed } = trail.statements;
    for (const person of [omar, cleo, second])
      expect(await look(tokenOf(person))).toEqual({
        status: 200,
        body: { submitted: submitted.jws, assessed: assessed.jws },
      });
  });

  it('is for everybody else what is not there at all', async () => {
    await approve();
    const nothing = await look(tokenOf(mallory), 'B'.repeat(42) + 'A');
    expect(nothing).toMatchObject({ status: 404, body: { code: 'VOTE_UNKNOWN_TASK' } });
    for (const person of [rita, bea, mallory]) {
      const answer = await look(tokenOf(person));
      expect({ ...answer, body: { ...answer.body, instance: nothing.body['instance'] } }).toEqual(nothing);
    }
  });

  it('is told to nobody without a token, with one that is none, without the scope, or by half a hash', async () => {
    await approve();
    expect(await outcome(null)).toBe('401 TOKEN_MISSING');
    expect(await outcome('Bearer nobody')).toBe('401 TOKEN_REFUSED');
    expect(await outcome(tokenOf(omar, 'requests:read'))).toBe('403 SCOPE_MISSING');
    expect(await outcome(tokenOf(omar), trail.statements.assessed.hash.slice(0, 12))).toBe(
      '422 SCHEMA_VIOLATION',
    );
  });

  it('is told a caller as often as the edge allows', async () => {
    const narrow = await edge({ perCaller: 1 });
    expect(await outcome(tokenOf(omar), undefined, narrow.url)).toBe(200);
    expect(await outcome(tokenOf(omar), undefined, narrow.url)).toBe('429 RATE_LIMITED');
    await narrow.app.close();
  });
});

describe('a task is shown to whom it would take a no from, and to nobody else', () => {
  const ended = { effective: instantAt(moments.voted), until: instantAt(moments.voted) };
  const nobody: readonly string[] = [];

  it.each<readonly [string, readonly string[], () => Promise<unknown>]>([
    ['open', [omar, cleo, second], () => Promise.resolve()],
    ['approved', [omar, cleo, second], approve],
    ['approved and past its deadline', [omar, cleo, second], () => approve().then(passDeadline)],
    ['approved, and who approved has left', [cleo, second], () => approve().then(() => leaves(omar))],
    [
      'approved, and who approved is in its group no more',
      [cleo, second],
      () => approve().then(() => desk.states(memberOf('process-owners', omar, ended))),
    ],
    ['open and past its deadline', nobody, () => passDeadline()],
    ['denied', nobody, () => desk.votes(trail, omar, { decision: 'no' })],
    ['closed by a newer assessment', nobody, () => approve().then(assessAnew)],
    ['not asked yet', nobody, () => forget()],
  ])('%s', async (_what, deciders, arrange) => {
    await arrange();
    const shown = [];
    for (const person of persons) if ((await outcome(tokenOf(person))) === 200) shown.push(person);
    expect(shown).toEqual(deciders);
    for (const person of persons.filter((each) => !deciders.includes(each)))
      expect(await outcomeOf(() => desk.votes(trail, person, no()))).not.toBe('ok');
    if (deciders[0]) expect(await outcomeOf(() => desk.votes(trail, deciders[0] as string, no()))).toBe('ok');
  });

  const no = () => ({ decision: 'no', iat: desk.clock.now() }) as const;
  const leaves = (person: string) => desk.states({ ...left(person, desk.clock.now()), signedBy: null });
  const passDeadline = () => Promise.resolve(desk.clock.set(moments.assessed + 336 * ms.hour));
  const assessAnew = async () => {
    const anew = await aStory()
      .assessed({ roots: [{ root: bea, epoch: 5 }] })
      .tell();
    await desk.receive(anew.statements.assessed);
  };
  const forget = () => desk.database.force('DELETE FROM asked');
});
