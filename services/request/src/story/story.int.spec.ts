import type { Caller } from '@countersign/service-kit/http';
import { type Statement, verifyStatement } from '@countersign/statement';
import {
  aFact,
  aMonday,
  aStory,
  instantAt,
  keyring,
  ms,
  outcomeOf,
  people,
  theRequest,
} from '@countersign/testing';
import { RequestDesk } from '../../test/request-desk.spec-only.js';
import { RequestApi } from '../request-api.js';
import { stepsOf, tell } from './step.store.js';
import { storyOf } from './story.decision.js';

const { rita, bea, omar } = people;
const issuer = 'https://login.example';

let desk: RequestDesk;
/** What the services say of one request, from the asking to the order. */
let trail: Statement[];
beforeAll(async () => {
  desk = await RequestDesk.open();
  const { submitted, assessed, approved, cleared, ordered } = (await aStory().tell()).statements;
  const documents = [submitted, assessed, approved, cleared, ordered].flatMap((document) => document ?? []);
  trail = await Promise.all(documents.map(({ jws }) => verifyStatement(jws, keyring().registry())));
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const tells = (...statements: readonly Statement[]) =>
  desk.inTransaction(async (tx) => {
    for (const statement of statements) await tell(tx, statement);
  });
const story = async (request = theRequest) => storyOf(await desk.inTransaction((tx) => stepsOf(tx, request)));

/** The connector's answer to the order, which names the order and the clearance but not the request. */
const answer = (): Statement => {
  const [, , , cleared, ordered] = trail;
  return {
    ...{ hash: 'answer', type: 'connector.answered.v1', iss: 'connector-erp', iat: aMonday + 3 * ms.hour },
    body: { order: ordered?.hash, results: [{ clearance: cleared?.hash, result: 'applied' }] },
  } as unknown as Statement;
};

describe('what was said of a request', () => {
  it('is its story in the order of its making, however it arrives', async () => {
    await tells(answer(), ...[...trail].reverse());
    const { steps } = await story();
    expect(steps.map(({ hash }) => hash)).toEqual([...trail, answer()].map(({ hash }) => hash));
    expect(steps[1]).toMatchObject({ type: 'policy.assessed.v1', iss: 'policy', body: trail[1]?.body });
  });

  it('is kept once, however often it arrives', async () => {
    await tells(...trail, ...trail);
    expect((await story()).steps).toHaveLength(trail.length);
  });

  it('is not the story of another request', async () => {
    await tells(...trail, answer());
    expect(await story('r-0123456789012345678901')).toMatchObject({ state: 'asked', steps: [] });
    await tells({ ...answer(), hash: 'other', body: { order: 'elsewhere', results: [] } } as never);
    expect((await story()).steps).toHaveLength(trail.length + 1);
  });

  it('about nothing is not kept', async () => {
    await tells({ ...answer(), type: 'policy.alive.v1', body: {} } as never);
    expect(await desk.rows('story_step')).toBe(0);
  });

  it('tells where it stands and what it waits for, step by step', async () => {
    const states: string[] = [];
    for (const statement of trail) {
      await tells(statement);
      states.push((await story()).state);
    }
    expect(states).toEqual(['asked', 'awaiting approval', 'approved', 'cleared', 'ordered']);
  });
});

describe('a request over HTTP', () => {
  const login = (person: string, subject: string) =>
    aFact('login.enrolled.v1', {
      ...{ person, issuer, subject, effective: instantAt(aMonday - ms.day), until: null },
    });
  const caller = (subject: string, change: Partial<Caller> = {}): Caller => ({
    ...{ issuer, subject, clientId: 'console', scopes: [], actors: [], isClient: false, tokenId: 't' },
    ...change,
  });
  const system = (name: string) => caller(name, { clientId: name, isClient: true });
  const asked = {
    ...{ beneficiary: bea, reason: 'covers for a colleague' },
    items: [{ role: 'role:vendor-clerk', scope: {} }],
  } as never;
  let api: RequestApi;
  beforeEach(async () => {
    await desk.takesIn(login(rita, 'rita'), login(bea, 'bea'), login(omar, 'omar'));
    api = new RequestApi(desk.ds, desk.deps);
  });
  const code = (act: () => unknown) => outcomeOf(act);

  it('is asked by the person of the login; a key is hers alone', async () => {
    const first = await api.submit(caller('rita'), 'key-1', asked);
    expect(await api.submit(caller('rita'), 'key-1', asked)).toEqual({ ...first, fresh: false });
    expect(await api.submit(caller('omar'), 'key-1', asked)).toMatchObject({ fresh: true });
    const submitted = await desk.said('request.submitted.v1');
    expect(submitted.map(({ body }) => body.requester as string)).toEqual([rita, omar]);
  });

  it('names who acted for the person, asking and taking back, and is refused where no source knows that login', async () => {
    const by = (subject: string) => caller('rita', { actors: [{ issuer, subject }] });
    const { request } = await api.submit(by('omar'), 'key-1', asked);
    expect(await desk.said('request.submitted.v1')).toMatchObject([
      { body: { requester: rita, actors: [omar] } },
    ]);
    await api.withdraw(by('omar'), request, 'not needed');
    expect(await desk.said('request.withdrawn.v1')).toMatchObject([{ body: { by: omar } }]);
    for (const subject of ['buyer', 'agent:buyer', omar])
      expect(await code(() => api.submit(by(subject), 'key-2', asked))).toBe('UNKNOWN_ACTOR');
    expect(await desk.rows('request')).toBe(1);
  });

  it('is seen and taken back by who asked and who receives, and does not exist for others', async () => {
    const { request } = await api.submit(caller('rita'), 'key-1', asked);
    for (const subject of ['rita', 'bea'])
      expect(await api.story(caller(subject), request)).toMatchObject({ request, state: 'asked' });
    for (const other of [caller('omar'), system('itsm-system')]) {
      expect(await code(() => api.story(other, request))).toBe('REQUEST_NOT_FOUND');
      expect(await code(() => api.withdraw(other, request, 'not needed'))).toBe('REQUEST_NOT_FOUND');
    }
    await api.withdraw(caller('bea'), request, 'not needed');
    expect(await api.story(caller('rita'), request)).toMatchObject({ state: 'withdrawn', waitsFor: null });
  });

  it.each<readonly [string, Caller, string]>([
    ['a login that nobody enrolled', caller('stranger'), 'UNKNOWN_LOGIN'],
    [
      'another issuer’s login of the same name',
      caller('rita', { issuer: 'https://other.example' }),
      'UNKNOWN_LOGIN',
    ],
    ['a client that speaks for no source', system('hr-system'), 'UNKNOWN_CLIENT'],
    ['a person’s name used by a client', caller('rita', { isClient: true }), 'UNKNOWN_CLIENT'],
  ])('is not asked under %s', async (_whose, who, refusal) => {
    expect(await code(() => api.submit(who, 'key-1', asked))).toBe(refusal);
    expect(await desk.said('request.submitted.v1')).toEqual([]);
  });
});
