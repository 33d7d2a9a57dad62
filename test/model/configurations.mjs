// Every configuration of the model, and what must become of it without a guard. `required`: `holds`, or the invariant that a counterexample
// must break (several where one removal breaks more than one, and the search may meet either first). A mutant that holds is covered by
// another guard: `covered` names it, and the same mutant without that one stands beside it.

/**
 * @typedef {{ flags: string[], required: string | string[], covered?: string, quick?: boolean }} Mutant
 * @typedef {{ conf: string, model: string, flags: string[], what: string, mutants: Mutant[], cycles?: boolean, quick?: boolean }} Configuration
 */

/** @param {string | string[]} required @param {string[]} flags @returns {Mutant} */
const breaks = (required, ...flags) => ({ flags, required });
/** @param {string} covered @param {string[]} flags @returns {Mutant} */
const holds = (covered, ...flags) => ({ flags, required: 'holds', covered });
/** @param {Mutant} mutant @returns {Mutant} */
const quick = (mutant) => ({ ...mutant, quick: true });

/** What the code does otherwise than the model, all of it together: it frees by another rule, and ends, withdraws and settles at other moments. */
const asCode = holds(
  'what the code does instead',
  ...['AS_CODE_RELEASE', 'AS_CODE_GONE', 'AS_CODE_MERGES', 'AS_CODE_SILENT'],
);

/** One half with its whole life and two clearances, the other only takes its slot. */
const slot = ['PAIR', 'MOST1=0', 'BACKABLE=1'];
const shared = ['SHARED', 'BACKABLE=3'];
const handover = ['HANDOVER', 'MOST1=1', 'BACKABLE=1'];
const merge = ['MERGE', 'MOST0=1', 'MOST1=1', 'SELDOM'];

/** DESIGN, section 5: statement by statement. @type {Configuration[]} */
const guards = [
  {
    ...{ conf: 'RACE', model: 'guards.pml', flags: ['RACE'], quick: true },
    what: 'two halves for one root, at once, either transaction may die',
    mutants: [
      quick(holds('exclusion constraint', 'NO_ROOT_LOCK')),
      quick(holds('root lock', 'NO_CONSTRAINT')),
      quick(breaks('I12', 'NO_ROOT_LOCK', 'NO_CONSTRAINT')),
      holds('exclusion constraint', 'SNAPSHOT'),
      breaks('I12', 'SNAPSHOT', 'NO_CONSTRAINT'),
      holds('exclusion constraint', 'ONE_STATEMENT'),
      breaks('I12', 'ONE_STATEMENT', 'NO_CONSTRAINT'),
    ],
  },
  {
    ...{ conf: 'CONTROL', model: 'guards.pml', flags: ['CONTROL'] },
    what: 'two halves for two identities, and a fact that gives a third control of both; three roots',
    mutants: [
      breaks('I12', 'NO_GRAPH_LOCK'),
      holds('reading again under the locks', 'ROOTS_BEFORE_LOCK'),
      breaks('I12', 'ROOTS_BEFORE_LOCK', 'NO_REREAD'),
      breaks('I12', 'NO_GRAPH_LOCK', 'NO_CONSTRAINT'),
    ],
  },
  {
    ...{ conf: 'LAW', model: 'guards.pml', flags: ['LAW'] },
    what: 'two permissions for one root, and a bundle that makes them a conflict; two processes with a memory of the law',
    mutants: [breaks(['I10', 'I12'], 'NO_GRAPH_LOCK'), breaks('I10', 'LAW_BY_MEMORY')],
  },
  {
    ...{ conf: 'HOLDERS', model: 'guards.pml', flags: ['HOLDERS'] },
    what: 'a duty of which one root at most may be a holder, asked for two roots at once',
    mutants: [breaks('I12', 'NO_RULE_LOCK')],
  },
  {
    ...{ conf: 'PLACES', model: 'guards.pml', flags: ['PLACES'] },
    what: 'an addition and a removal composed for one place at once',
    mutants: [breaks(['I17', 'I22'], 'NO_ROW_LOCK')],
  },
  {
    ...{ conf: 'CLEARING', model: 'guards.pml', flags: ['CLEARING'] },
    what: 'a clearance given again while its reservation ends',
    mutants: [breaks('I10', 'READS_FIRST')],
  },
];

/** DESIGN, section 4: votes. @type {Configuration[]} */
const votes = [
  {
    ...{ conf: 'VOTES', model: 'votes.pml', flags: [], quick: true },
    what: 'one request, assessed, voted on, denied, while a new bundle shows more',
    mutants: [
      holds('the verifiers', 'POLICY_TAKES_ANY'),
      holds('policy', 'VERIFIER_TAKES_ANY'),
      quick(breaks('I7', 'POLICY_TAKES_ANY', 'VERIFIER_TAKES_ANY')),
      holds('what verifiers compute again', 'NO_JUDGING_AGAIN'),
      holds('judging again at the clearance', 'NO_RECOMPUTING'),
      breaks('I7', 'NO_JUDGING_AGAIN', 'NO_RECOMPUTING'),
      breaks('I8', 'NO_DENY'),
    ],
  },
];

/** DESIGN, section 4: the life of a grant, transaction by transaction. @type {Configuration[]} */
const grants = [
  {
    ...{ conf: 'PAIR', model: 'grant.pml', flags: ['PAIR'] },
    what: 'two halves for one root, each with two clearances, either may be taken back',
    mutants: [],
  },
  {
    ...{ conf: 'SLOT', model: 'grant.pml', flags: slot, quick: true, cycles: true },
    what: 'one half with two clearances, which may be taken back; the other half takes its slot',
    mutants: [
      asCode,
      quick(breaks('I8', 'NO_DENY')),
      quick(breaks('I17', 'NO_FENCE')),
      breaks('I10', 'NO_APPLY_BEFORE'),
      holds('applyBefore at the connector', 'NO_FRESHNESS'),
      breaks('I10', 'NO_FRESHNESS', 'NO_APPLY_BEFORE'),
      holds('clearances spent in the target', 'NO_ONE_USE'),
      breaks(['I9', 'I22'], 'NO_ONE_USE', 'NO_SPENT'),
      breaks(['I12', 'I18'], 'NO_DOUBT'),
      breaks('I18', 'NO_NAMING'),
      holds('an honest connector', 'NO_OBSERVATION'),
      holds('an honest connector', 'NO_LATER'),
      quick(breaks(['I12', 'I18'], 'AS_DESIGN_RELEASE')),
      holds('waiting until every clearance has run out', 'AS_CODE_RELEASE'),
      breaks('I18', 'AS_CODE_RELEASE', 'NO_CONFIRMING'),
      breaks('I18', 'KEEPS_RESERVED'),
      breaks('I30', 'REPLACES'),
      holds('a newer clearance beside the older one', 'AS_CODE_GONE'),
    ],
  },
  {
    ...{ conf: 'FAULTS', model: 'grant.pml', flags: [...slot, 'CRASH', 'EVIDENCE', 'LOSS'], cycles: true },
    what: 'SLOT, with two faults of: connector dies between its commits, evidence late, order or answer lost',
    mutants: [
      asCode,
      breaks(['I18', 'I22'], 'NO_ASKING'),
      breaks(['I18', 'I22'], 'NO_STORED_ANSWER'),
      breaks(['I18', 'I22'], 'INBOX_ONLY'),
    ],
  },
  {
    ...{ conf: 'REPLAY', model: 'grant.pml', flags: [...slot, 'REPLAY', 'FAULTS=1'] },
    what: 'SLOT, with any order that was ever given coming again, and fenced orders answered',
    mutants: [breaks('I17', 'NO_FENCE')],
  },
  {
    ...{ conf: 'LIAR', model: 'grant.pml', flags: [...slot, 'LIAR'] },
    what: 'SLOT, with connectors that take nothing away and say that they do, or an observer that sees nothing',
    mutants: [
      breaks(['I12', 'I18'], 'NO_CONNECTOR_WORD'),
      breaks(['I12', 'I18'], 'NO_OBSERVATION'),
      breaks(['I12', 'I18'], 'NO_LATER'),
      asCode,
    ],
  },
  {
    ...{ conf: 'HOSTILE', model: 'grant.pml', flags: [...slot, 'HOSTILE'] },
    what: "SLOT, with provisioning's key in a hostile hand: up to four orders of any state",
    mutants: [
      asCode,
      breaks('I7', 'NO_VERIFYING'),
      breaks('I9', 'NO_SPENT'),
      breaks('I10', 'NO_APPLY_BEFORE'),
      breaks(['I12', 'I18'], 'AS_DESIGN_RELEASE'),
      holds('waiting until every clearance has run out', 'AS_CODE_RELEASE'),
    ],
  },
  {
    ...{ conf: 'DEAD', model: 'grant.pml', flags: [...slot, 'DEAD'] },
    what: 'SLOT, with policy and approval down for good from any moment on',
    mutants: [breaks('I22', 'NEEDS_POLICY')],
  },
  {
    ...{ conf: 'SHARED', model: 'grant.pml', flags: shared },
    what: 'two grants of one permission on one account, either may be taken back; the other half takes its slot',
    mutants: [
      asCode,
      breaks('I30', 'NO_COUNTING'),
      breaks('I18', 'NONE_EXPLAINS'),
      holds('repeating above an unwanted state', 'REMOVAL_BOUNDED'),
      holds('removals without a bound', 'NO_ABOVE'),
      breaks(['I18', 'I22'], 'REMOVAL_BOUNDED', 'NO_ABOVE'),
      breaks(['I12', 'I18'], 'AS_DESIGN_RELEASE'),
    ],
  },
  {
    ...{ conf: 'SHARED-LIAR', model: 'grant.pml', flags: [...shared, 'LIAR'] },
    what: 'SHARED, with a connector or an observer that lies',
    mutants: [breaks(['I12', 'I18'], 'ANY_EXPLAINS')],
  },
  {
    ...{ conf: 'HANDOVER', model: 'grant.pml', flags: handover, cycles: true },
    what: 'one half ends at noon (two clearances, may be taken back), the other begins at noon',
    mutants: [
      asCode,
      breaks('I12', 'NO_INFINITY'),
      breaks('I12', 'NO_JUDGING_AGAIN'),
      breaks('I12', 'TWO_CLOCKS'),
    ],
  },
  {
    ...{ conf: 'ALONE', model: 'grant.pml', flags: ['HANDOVER', 'MOST1=0', 'BACKABLE=1', 'ALONE'] },
    what: 'HANDOVER, with everything but connectors and targets down for good from any moment on',
    mutants: [breaks('I20', 'NO_TIMER')],
  },
  {
    ...{ conf: 'MERGE', model: 'grant.pml', flags: ['MERGE', 'MOST1=1', 'BACKABLE=0', 'SELDOM'] },
    what: 'two halves for two roots, two clearances and one, which become one root at any moment',
    mutants: [],
  },
  {
    ...{ conf: 'MERGE-LEAVING', model: 'grant.pml', flags: [...merge, 'BACKABLE=2'] },
    what: 'MERGE with one clearance each; one of them may be taken back',
    mutants: [
      asCode,
      breaks(['I11', 'I12'], 'NO_SETTLING'),
      breaks('I10', 'FORGETS_EARLY'),
      holds('judging again what was applied', 'AS_CODE_MERGES'),
      breaks('I11', 'AS_CODE_MERGES', 'NO_JUDGING_APPLIED'),
    ],
  },
  {
    ...{ conf: 'MERGE-DOWN', model: 'grant.pml', flags: [...merge, 'BACKABLE=2', 'DOWN'] },
    what: 'MERGE-LEAVING; one of the two connectors may be down for good',
    mutants: [
      asCode,
      holds('ending the later at once', 'NO_EPOCH'),
      holds('ending the later at once', 'NO_JUDGING_APPLIED'),
      holds('judging again what was applied', 'AS_CODE_MERGES'),
      breaks('I11', 'NO_EPOCH', 'AS_CODE_MERGES'),
      breaks('I11', 'NO_JUDGING_APPLIED', 'AS_CODE_MERGES'),
      holds('judging again what was applied', 'AS_CODE_SILENT'),
    ],
  },
  {
    ...{ conf: 'BUNDLE', model: 'grant.pml', flags: ['BUNDLE', 'MOST1=0', 'BACKABLE=1'] },
    what: 'SLOT, made a conflict by a new bundle, which verifiers have later',
    mutants: [asCode, breaks('I10', 'NO_LOWEST')],
  },
];

export const configurations = [...guards, ...votes, ...grants];
