// What honest signers say in our story, step by step; everything that follows from the law is computed from it.
import type { AccountRef, Hash, Item, Line, Statements } from '@countersign/contracts';
import { clearanceLifeMs } from '@countersign/contracts/policy';
import { type Bundle, expandRequest, routeFor, sha256 } from '@countersign/statement';
import { itemOf } from '../a-bundle.js';
import { aMonday, ms } from '../fixed-clock.js';
import { people } from '../people.js';
import type { Plain } from '../plain.js';
import { type SourceEvent, hired, memberOf, votesWith } from '../source-event.js';
import type { Ballot } from '../statement-writer.js';
import { testKey } from '../test-key.js';

export type Submitted = Plain<Statements['request.submitted.v1']>;
export type Assessed = Plain<Statements['policy.assessed.v1']>;
export type Approved = Plain<Statements['approval.approved.v1']>;
export type Cleared = Plain<Statements['policy.cleared.v1']>;
export type Ordered = Plain<Statements['provisioning.ordered.v1']>;

/** The request of every story. */
export const theRequest = 'r-story-0000000000000001';

/** When each step happens, ms. */
export const moments = {
  submitted: aMonday,
  assessed: aMonday + ms.second,
  voted: aMonday + ms.hour,
  approved: aMonday + 2 * ms.hour,
  cleared: aMonday + 2 * ms.hour + ms.second,
  ordered: aMonday + 2 * ms.hour + 2 * ms.second,
} as const;

/** Everybody works here, has an account and a voting key; requester and beneficiary sit in deciding groups, so that only exclusion stops them. */
export const usualFacts = (): readonly SourceEvent[] => [
  ...Object.values(people).flatMap((person) => [hired(person), votesWith(person, testKey(person))]),
  memberOf('process-owners', people.omar),
  memberOf('internal-control', people.cleo),
  memberOf('process-owners', people.rita),
  memberOf('internal-control', people.bea),
];

/** Rita asks for Bea: the role of a vendor clerk, for thirty days. */
export const usualRequest = (): Submitted => ({
  request: theRequest,
  requester: people.rita,
  actors: [],
  beneficiary: people.bea,
  items: [itemOf('role:vendor-clerk')],
  window: { from: moments.submitted, until: moments.submitted + 30 * ms.day },
  reason: 'covers for a colleague on leave',
  source: 'source:itsm',
  drops: [],
  allOrNothing: false,
  cause: null,
  bundleAtLeast: 1,
});

/** Bea was hired as a clerk, and the law gives clerks what an employee needs. `fact`: the statement that she was hired. */
export const usualBirthright = (fact: Hash): Submitted => ({
  ...usualRequest(),
  requester: 'source:hr',
  items: [itemOf('role:employee')],
  window: { from: moments.submitted, until: null },
  reason: 'birthright of a clerk',
  source: 'source:hr',
  drops: [],
  allOrNothing: false,
  cause: { birthright: 'birthright:clerk', fact },
});

/** Accounts that facts give the beneficiary: those she was hired with, and linked ones. */
const accountsIn = (facts: readonly SourceEvent[], beneficiary: string) =>
  facts
    .filter((fact) => fact.subject === beneficiary)
    .flatMap(({ data }) => (data['accounts'] ?? data['account'] ?? []) as AccountRef | readonly AccountRef[]);

/** What policy finds: no conflict, the lines, route and cap of its bundle. */
export function usualAssessment(
  bundle: Bundle,
  submitted: Submitted,
  hr: Hash,
  facts: readonly SourceEvent[],
): Assessed {
  const accounts = accountsIn(facts, submitted.beneficiary);
  const { entitlements, lines } = expandRequest(bundle, submitted.items as readonly Item[], accounts);
  const birthright = submitted.cause !== null;
  const route = birthright
    ? { stages: [], until: submitted.window.until, deadline: null }
    : routeFor(bundle, entitlements, [], submitted.window, moments.assessed);
  return {
    request: submitted.request,
    hr,
    bundle: { number: bundle.number, hash: bundle.hash },
    roots: [{ root: submitted.beneficiary, epoch: 4 }],
    lines,
    conflicts: [],
    warnings: [],
    contends: [],
    contendsMore: false,
    explanation: sha256('no conflict'),
    birthright,
    stages: route.stages,
    excluded: [submitted.requester, submitted.beneficiary],
    until: route.until,
    deadline: route.deadline,
  };
}

/** Omar and Cleo say yes. */
export const usualBallots = (dep: string, request: string, hr: Hash, ha: Hash): readonly Ballot[] =>
  [people.omar, people.cleo].map((voter) => ({
    dep,
    request,
    hr,
    ha,
    voter,
    decision: 'yes',
    reason: 'needed for her work',
    iat: moments.voted,
  }));

/** Policy's final yes to what it assessed. */
export const usualClearance = (
  assessed: Assessed,
  ha: Hash,
  approval: Hash | null,
  lowest: { readonly bundle: number; readonly registry: number },
): Cleared => ({
  request: assessed.request,
  hr: assessed.hr,
  ha,
  approval,
  lines: assessed.lines,
  roots: assessed.roots,
  reservation: 'v-story-0000000000000001',
  until: assessed.until,
  applyBefore: moments.cleared + clearanceLifeMs,
  bundleAtLeast: lowest.bundle,
  registryAtLeast: lowest.registry,
});

/** The first line of the clearance, as long as it allows. */
export function usualOrder(cleared: Cleared, clearance: Hash): Ordered {
  const { system, account, permission } = cleared.lines[0] as Plain<Line>;
  return {
    system,
    account,
    permission,
    desired: { grants: [{ clearance, request: cleared.request, until: cleared.until }], adopted: false },
    token: 1,
    applyBefore: cleared.applyBefore,
  };
}
