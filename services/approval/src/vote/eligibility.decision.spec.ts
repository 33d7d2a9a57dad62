import {
  aMonday,
  factOf,
  hired,
  keyring,
  left,
  memberOf,
  ms,
  people,
  type SourceEvent,
} from '@countersign/testing';
import { type Candidate, whyNotEligible, whyNotToGrant } from './eligibility.decision.js';

const { rita, bea, omar, cleo, mallory } = people;
const author = 'person:3002';
const innerAuthor = 'person:3001';
const day = (number: number) => aMonday + number * ms.day;
const on = (number: number) => new Date(day(number)).toISOString();
const unsigned = (event: SourceEvent): SourceEvent => ({ ...event, signedBy: null });

/** Works here and sits in a group that decides: only exclusion stops her. */
const decider = (person: string) => [hired(person), memberOf('process-owners', person)];

interface Asked {
  readonly requester?: string;
  readonly beneficiary?: string;
  readonly actors?: readonly string[];
  readonly items?: readonly string[];
  readonly excluded?: readonly string[];
  readonly stages?: readonly (readonly string[])[];
  readonly at?: number;
}

const item = (name: string) =>
  name.startsWith('role:') ? { role: name, scope: {} } : { entitlement: name, scope: {} };

/** Given these facts, when somebody asks this: this person. */
function candidateOf(person: string, given: readonly SourceEvent[], asked: Asked = {}): Candidate {
  const { stages = [['process-owners', 'internal-control']], excluded = [rita, bea] } = asked;
  return {
    person,
    facts: given.map(factOf),
    bundle: keyring().bundle(),
    at: asked.at ?? aMonday,
    submitted: {
      requester: asked.requester ?? rita,
      beneficiary: asked.beneficiary ?? bea,
      actors: asked.actors ?? [],
      items: (asked.items ?? ['role:vendor-clerk']).map(item),
    },
    assessed: {
      conflicts: [],
      excluded,
      stages: stages.map((groups) => ({
        name: 'a stage',
        quorum: 1,
        groups: groups.map((group) => ({ group: `group:${group}`, need: 1 })),
      })),
    },
  } as unknown as Candidate;
}

/** Why may she not decide? */
const refusalOf = (...given: Parameters<typeof candidateOf>) => whyNotEligible(candidateOf(...given));

describe('a person who works here and sits in a group that the route asks for', () => {
  it('may decide', () => {
    expect(refusalOf(omar, decider(omar))).toBeNull();
  });

  it('may decide in whichever stage her group is asked', () => {
    const stages = [['internal-control'], ['finance-controllers', 'process-owners']];
    expect(refusalOf(omar, decider(omar), { stages })).toBeNull();
  });

  it.each<readonly [string, string, Asked]>([
    ['asked', rita, { excluded: [] }],
    ['receives', bea, { excluded: [] }],
    ['asked for herself', omar, { requester: omar, beneficiary: omar, excluded: [] }],
    ['acted for the requester', omar, { actors: ['agent:scribe', omar], excluded: [] }],
    ['wrote the role', author, {}],
    ['wrote a role inside the role', innerAuthor, {}],
    ['wrote one of several roles', innerAuthor, { items: ['erp:invoice:post', 'role:employee'] }],
    ['acts as the requester, as policy found', omar, { requester: 'account:erp.u2001', excluded: [omar] }],
    ['has a second account that asked', omar, { requester: 'account:erp.u2001b', excluded: [omar] }],
    ['acts as the beneficiary, as policy found', omar, { excluded: [rita, bea, omar] }],
    ['owns the service account that receives', omar, { beneficiary: 'service:payroll', excluded: [omar] }],
    ['sponsors the agent that asked', omar, { requester: 'agent:buyer', excluded: [mallory, omar] }],
  ])('may not when she %s, whatever group she is in', (_what, person, asked) => {
    expect(refusalOf(person, decider(person), asked)).toBe('VOTE_EXCLUDED');
  });

  it('learns that she is excluded even where she is in no group either', () => {
    expect(refusalOf(rita, [])).toBe('VOTE_EXCLUDED');
  });

  it('may decide about an entitlement that nobody wrote a role for', () => {
    expect(refusalOf(author, decider(author), { items: ['erp:invoice:post'] })).toBeNull();
  });
});

describe('nobody else may decide', () => {
  it.each<readonly [string, readonly SourceEvent[]]>([
    ['of whom nothing is known', []],
    ['who is in a group but was never hired', [memberOf('process-owners', omar)]],
    ['who was hired but is in no group', [hired(omar)]],
    ['who is in another group', [hired(omar), memberOf('finance-controllers', omar)]],
    ['whose group has a name that only begins alike', [hired(omar), memberOf('process-owners-emea', omar)]],
    ['whose hiring nobody signed', [unsigned(hired(omar)), memberOf('process-owners', omar)]],
    ['whose membership nobody signed', [hired(omar), unsigned(memberOf('process-owners', omar))]],
    ['because somebody else is in the group', [hired(omar), ...decider(cleo)]],
    ['who has left, even if nobody signed that', [...decider(omar), unsigned(left(omar, aMonday))]],
  ])('%s', (_who, given) => {
    expect(refusalOf(omar, given)).toBe('VOTE_NOT_IN_GROUP');
  });

  it('when the route asks for nobody', () => {
    expect(refusalOf(omar, decider(omar), { stages: [] })).toBe('VOTE_NOT_IN_GROUP');
  });

  it.each(['agent:buyer', 'service:payroll', 'workload:ci', 'pipeline:deploy', 'account:erp.u2001'])(
    'who is no person: %s, member of the group or not',
    (identity) => {
      expect(refusalOf(identity, [memberOf('process-owners', identity)])).toBe('VOTE_NOT_IN_GROUP');
    },
  );
});

describe('facts count from their instant up to, not at, their end', () => {
  const window = { effective: on(1), until: on(3) };
  const given = [hired(omar), memberOf('process-owners', omar, window)];
  it.each([
    ['before it begins', day(1) - 1, 'VOTE_NOT_IN_GROUP'],
    ['at its first instant', day(1), null],
    ['at its last millisecond', day(3) - 1, null],
    ['at its end', day(3), 'VOTE_NOT_IN_GROUP'],
  ])('a membership %s', (_when, at, expected) => {
    expect(refusalOf(omar, given, { at })).toBe(expected);
  });

  it.each([
    ['before her first day', day(1) - 1, 'VOTE_NOT_IN_GROUP'],
    ['on it', day(1), null],
    ['just before she leaves', day(5) - 1, null],
    ['once she has left', day(5), 'VOTE_NOT_IN_GROUP'],
  ])('a hiring %s', (_when, at, expected) => {
    const worker = [hired(omar, { effective: on(1) }), left(omar, day(5)), memberOf('process-owners', omar)];
    expect(refusalOf(omar, worker, { at })).toBe(expected);
  });

  it('and a later fact about the same membership replaces the earlier, in whatever order they came', () => {
    const ended = memberOf('process-owners', omar, { effective: on(-2), until: on(-1) });
    for (const story of [
      [...decider(omar), ended],
      [ended, ...decider(omar)],
    ])
      expect(refusalOf(omar, story)).toBe('VOTE_NOT_IN_GROUP');
  });
});

describe('a law that does not know what was asked', () => {
  const unknown = ['role:unknown', 'erp:unknown'];
  it.each(unknown)('lets nobody say yes to %s', (name) => {
    const candidate = candidateOf(omar, decider(omar), { items: [name, 'role:vendor-clerk'] });
    expect(whyNotToGrant(candidate)).toBe('VOTE_CLOSED');
  });

  it.each(unknown)('lets her who may decide say no to %s, and nobody else', (name) => {
    const items = [name, 'role:vendor-clerk'];
    expect(refusalOf(omar, decider(omar), { items })).toBeNull();
    expect(refusalOf(bea, decider(bea), { items })).toBe('VOTE_EXCLUDED');
    expect(refusalOf(author, decider(author), { items })).toBe('VOTE_EXCLUDED');
    expect(refusalOf(omar, [hired(omar)], { items })).toBe('VOTE_NOT_IN_GROUP');
  });
});

describe('a law that knows what was asked', () => {
  it('lets her say yes who may decide, and nobody else', () => {
    expect(whyNotToGrant(candidateOf(omar, decider(omar)))).toBeNull();
    expect(whyNotToGrant(candidateOf(bea, decider(bea)))).toBe('VOTE_EXCLUDED');
  });
});
