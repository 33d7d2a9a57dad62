import type { Grant } from '@countersign/conflicts';
import type { BundleDocument } from '@countersign/contracts/governance';
import type { Bundle } from '@countersign/statement';
import type { Submitted } from '@countersign/contracts/request';
import {
  type Change,
  changed,
  factOf,
  hired,
  itemOf,
  keyring,
  memberOf,
  moments,
  ms,
  people,
  type Plain,
  type SourceEvent,
  testKey,
  theRequest,
  votesWith,
} from '@countersign/testing';
import { assess, type Assessment, type AssessmentInput } from '../src/assess/assess.decision.js';
import { matrixOf } from '../src/assess/matrix.js';
import { controlsFrom, kindsFrom } from '../src/identities/control-graph.decision.js';

/** When everything is judged. */
export const at = moments.assessed;
/** What is stated unless a case says otherwise: everybody works here and can vote; Omar owns the process, Cleo controls. */
export const usual: readonly SourceEvent[] = [
  ...Object.values(people).flatMap((person) => [hired(person), votesWith(person, testKey(person))]),
  memberOf('process-owners', people.omar),
  memberOf('internal-control', people.cleo),
];
/** Rita asks for Bea: the role of a vendor clerk, for thirty days. */
export const asked = (change?: Change<Plain<Submitted>>): Plain<Submitted> =>
  changed<Plain<Submitted>>(
    {
      request: theRequest,
      requester: people.rita,
      actors: [],
      beneficiary: people.bea,
      items: [itemOf('role:vendor-clerk')],
      window: { from: moments.submitted, until: moments.submitted + 30 * ms.day },
      reason: 'covers for a colleague on leave',
      source: 'source:itsm',
      cause: null,
      drops: [],
      allOrNothing: false,
      bundleAtLeast: 1,
    },
    change,
  );
const always = { from: at - ms.day, until: null };
/** Access that counts already. */
export const holds = (identity: string, item: string, window: Grant['window'] = always): Grant => ({
  ...{ identity, item, window, state: 'held' },
});

/** What a case is given instead of the usual. */
export interface Given {
  readonly facts?: readonly SourceEvent[];
  readonly grants?: readonly Grant[];
  readonly excluded?: readonly string[];
  readonly held?: AssessmentInput['held'];
  readonly law?: Change<Plain<BundleDocument>>;
  readonly bundle?: Bundle;
}

/** Given facts, held access and the law, when this is asked: what it comes to. */
export function judged(submitted: Plain<Submitted>, given: Given = {}): Assessment {
  const facts = (given.facts ?? usual).map(factOf);
  const grants = given.grants ?? [];
  const bundle = given.bundle ?? keyring().bundle(given.law);
  const input = {
    ...{
      submitted,
      askedAt: moments.submitted,
      facts,
      people: facts,
      asking: facts,
      excluded: given.excluded ?? [people.rita, people.bea],
      held: given.held ?? [],
      at,
    },
    world: {
      controls: controlsFrom(facts),
      kinds: kindsFrom(facts),
      grants,
      staying: grants,
      dropped: [],
      leaving: [],
      roots: [],
    },
    ...{ bundle, matrix: matrixOf(bundle) },
  };
  return assess(input as unknown as AssessmentInput);
}

/** `pass`, or the codes of the reasons. */
export const codes = (assessment: Assessment) =>
  assessment.outcome === 'pass' ? ['pass'] : assessment.reasons.map(({ code }) => code);
/** The assessment of a request that passes. */
export const passed = (assessment: Assessment) => {
  if (assessment.outcome !== 'pass') throw new TypeError(JSON.stringify(assessment));
  return assessment;
};
/** A law in which every rule is otherwise. */
export function eachRule(change: Partial<Plain<BundleDocument>['rules'][number]>) {
  return (document: Plain<BundleDocument>): Plain<BundleDocument> => ({
    ...document,
    rules: document.rules.map((rule) => ({ ...rule, ...change })),
  });
}
