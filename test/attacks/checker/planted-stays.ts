import { generateKeyPairSync, sign } from 'node:crypto';
import type { Fact } from './facts.js';
import type { Holding } from './holdings.js';
import type { Statement } from './statements.js';

/** Access that a clearance gave, and what was said since: what a checker that works has to say of it. */
export interface Stay {
  readonly kind: string;
  /** After the clearance, by its request and hash. */
  readonly since: (about: About) => readonly Statement[];
  readonly facts?: readonly Fact[];
  /** What has to be said of it, or a part of it; null: nothing, it is held by right. */
  readonly found: string | null;
}

interface About {
  readonly n: number;
  readonly request: string;
  readonly clearance: string;
}

const deployment = 'd-planted';
/** When all of them were cleared, what came of them ended, and the checker looks (ms), an hour apart. */
const [clearedAt, overAt, now] = [1_780_000_000_000, 1_780_003_600_000, 1_780_007_200_000];
/** Shorter than what has passed since anything was over, longer than what has passed since `justNow`. */
const boundMs = 20_000;
const justNow = now - 1_000;
const permission = 'role:erp_masters_read';
const [account, person] = [(n: number) => `pl${n}`, (n: number) => `person:${n}`];

const stated = (type: string, hash: string, body: object, iat = overAt): Statement => ({
  ...{ type, hash, body, iat },
  ...{ iss: type.split('.')[0] ?? '', topic: type.split('.')[0] ?? '' },
});
const withdrew = ({ request }: About, clearance: string | null): Statement =>
  stated('policy.withdrew.v1', `w-${request}`, { request, clearance, reasons: [] });
const withdrawn = ({ request }: About, at?: number): Statement =>
  stated('request.withdrawn.v1', `w-${request}`, { request }, at);

const fact = (type: string, data: Readonly<Record<string, unknown>>): Fact => ({
  ...{ type, id: `${type}-${JSON.stringify(data)}`, source: 'hr', until: null, signed: true, data },
  effective: Date.parse(String(data['effective'])),
});
const since = '2025-01-01T00:00:00.000Z';
const iso = (ms: number): string => new Date(ms).toISOString();
const hiredAt = (n: number, effective: string): Fact =>
  fact('worker.hired.v1', {
    ...{ worker: person(n), effective },
    accounts: [{ system: 'erp', account: account(n) }],
  });
const leftAt = (n: number, ms: number): Fact =>
  fact('worker.left.v1', { worker: person(n), effective: iso(ms) });

const voter = 9199;
const key = generateKeyPairSync('ed25519');
const kid = 'planted';
const enrolled = fact('voting-key.enrolled.v1', {
  ...{ person: person(voter), kid, effective: since },
  key: { x: key.publicKey.export({ format: 'jwk' }).x },
});
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A no to a request, by the key of whoever; `by`: whose key it is said to be. */
function denied({ request }: About, by: string): Statement {
  const vote = {
    dep: deployment,
    hr: `hr-${request}`,
    ha: `ha-${request}`,
    voter: by,
    decision: 'no',
    iat: overAt,
  };
  const text = `${part({ alg: 'Ed25519', kid, typ: 'vote.v1' })}.${part(vote)}`;
  const signature = sign(null, Buffer.from(text), key.privateKey).toString('base64url');
  return stated('approval.denied.v1', `d-${request}`, {
    ...{ request, hr: vote.hr, ha: vote.ha },
    vote: `${text}.${signature}`,
  });
}

/** Access by birthright; what it rests on is all there. */
function cleared({ n, request, clearance }: About): Statement[] {
  const cause = { birthright: 'birthright:office', fact: 'f' };
  const items = [{ role: 'role:employee', scope: {} }];
  const asked = { request, requester: person(n), beneficiary: person(n), actors: [], items, cause };
  const line = { system: 'erp', account: account(n), permission, entitlement: 'erp:masters:read', scope: {} };
  const [hr, ha] = [`hr-${request}`, `ha-${request}`];
  return [
    stated('request.submitted.v1', hr, asked, clearedAt),
    stated('policy.assessed.v1', ha, { request, hr, stages: [], excluded: [] }, clearedAt),
    stated(
      'policy.cleared.v1',
      clearance,
      { request, hr, ha, approval: null, lines: [line], until: null },
      clearedAt,
    ),
  ];
}

/** What stays although it is over, in every way in which it can be, and what only looks as though it did. */
export const stays: readonly Stay[] = [
  { kind: 'its request was taken back', since: (about) => [withdrawn(about)], found: 'request.withdrawn.v1' },
  {
    kind: 'policy took the request back',
    since: (about) => [withdrew(about, null)],
    found: 'policy.withdrew.v1',
  },
  {
    kind: 'policy took the clearance back',
    since: (about) => [withdrew(about, about.clearance)],
    found: 'policy.withdrew.v1',
  },
  {
    kind: 'policy refused it after all',
    since: ({ request }) => [stated('policy.vetoed.v1', `v-${request}`, { request })],
    found: 'policy.vetoed.v1',
  },
  {
    kind: 'somebody said no, in her own hand',
    since: (about) => [denied(about, person(voter))],
    facts: [enrolled],
    found: 'approval.denied.v1',
  },
  {
    kind: 'the connector said that it ended it',
    since: ({ clearance, request }) => [
      stated('connector.ended.v1', `e-${request}`, { ended: [clearance], at: overAt }),
    ],
    found: 'connector.ended.v1',
  },
  { kind: 'she works here no longer', since: () => [], facts: [leftAt(9107, overAt)], found: 'left' },
  { kind: 'all is well', since: () => [], found: null },
  { kind: 'it was taken back just now', since: (about) => [withdrawn(about, justNow)], found: null },
  {
    kind: 'an earlier clearance of it was taken back',
    since: (about) => [withdrew(about, `before-${about.clearance}`)],
    found: null,
  },
  {
    kind: 'a no that nobody said',
    since: (about) => [denied(about, person(9111))],
    facts: [enrolled],
    found: null,
  },
  {
    kind: 'too late to decide what was decided',
    since: ({ request }) => [stated('approval.lapsed.v1', `l-${request}`, { request })],
    found: null,
  },
  {
    kind: 'she left and was hired again before it was asked for',
    since: () => [],
    facts: [leftAt(9113, clearedAt - 1), hiredAt(9113, iso(clearedAt))],
    found: null,
  },
  {
    kind: 'she left and was hired again after it was asked for',
    since: () => [],
    facts: [leftAt(9114, overAt), hiredAt(9114, iso(overAt + 1))],
    found: 'left',
  },
];

/** All of them at once: what a checker is given. */
export function stayed(): {
  readonly statements: readonly Statement[];
  readonly facts: readonly Fact[];
  readonly holdings: readonly Holding[];
  readonly setting: { readonly deployment: string; readonly now: number; readonly boundMs: number };
} {
  const each = stays.map((stay, at) => {
    const about = { n: 9101 + at, request: `r-${at}`, clearance: `c-${at}` };
    const held = { system: 'erp', account: account(about.n), permission };
    const facts = [hiredAt(about.n, since), ...(stay.facts ?? [])];
    return { held, facts, statements: [...cleared(about), ...stay.since(about)] };
  });
  return {
    statements: each.flatMap(({ statements }) => statements),
    facts: each.flatMap(({ facts }) => facts),
    holdings: each.map(({ held }) => held),
    setting: { deployment, now, boundMs },
  };
}

/** What was said of each that stays, by its kind: nothing where nothing was. */
export const saidOf = (
  found: readonly (Holding & { readonly why: string })[],
): Record<string, string | null> =>
  Object.fromEntries(
    stays.map(({ kind }, at) => [kind, found.find((one) => one.account === account(9101 + at))?.why ?? null]),
  );
