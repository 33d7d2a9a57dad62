import type { DesiredState, Hash, Millis, SystemId } from '@countersign/contracts';
import type { Answered, TargetFinding } from '@countersign/contracts/connector';
import { largestTokenStep, type Ordered } from '@countersign/contracts/provisioning';
import { findingOf, judgeAddition, resultOf } from './additions.decision.js';
import { compare } from './kept.decision.js';
import { type Effect, isEmpty, type PlaceFacts, type PlaceMemory, type Verdict } from './place.decision.js';

/** Everything that the rule looks at. `mayWait`: additions whose evidence is missing may be left open for now. */
export interface OrderInput {
  readonly system: SystemId;
  readonly order: { readonly hash: Hash; readonly body: Ordered; readonly takenBefore?: boolean };
  readonly verdicts: ReadonlyMap<Hash, Verdict>;
  readonly mayWait: boolean;
  readonly facts: PlaceFacts;
  readonly now: Millis;
}

export type OrderDecision =
  | { readonly kind: 'answer'; readonly answer: Answered }
  | {
      readonly kind: 'change';
      readonly effect: Effect;
      readonly memory: PlaceMemory;
      readonly spend: readonly Hash[];
    };

const nothing: DesiredState = { grants: [], adopted: false };

/**
 * The connector's one rule. Token lower than seen: fenced. Same token, same bytes: the stored answer, with the state as it is by now.
 * Same token, other bytes, or a token far above the last: refused and a finding. Else what the newer state lacks goes, whatever else is wrong; what was verified in
 * time comes; the answer carries the resulting state. An order that was taken before and that the target has forgotten adds nothing: others
 * may have been taken since, and forgotten too.
 *
 * INVARIANT: neither verdicts, barrier, `applyBefore` nor spent clearances ever keep a grant that the newer state lacks.
 */
export function decideOrder(input: OrderInput): OrderDecision {
  const { memory } = input.facts;
  const { hash, body } = input.order;
  if (memory && body.token < memory.token)
    return answered(input, { outcome: 'fenced', code: 'TOKEN_FENCED' });
  if (memory && body.token === memory.token) {
    if (memory.order !== hash) return answered(input, tokenReused(body.token));
    if (memory.settled) return { kind: 'answer', answer: { ...memory.answer, state: memory.state } };
  }
  if (body.token > (memory?.token ?? 0) + largestTokenStep) return answered(input, tokenJumped(body.token));
  return change(input);
}

const tokenReused = (token: number) => ({
  outcome: 'refused' as const,
  code: 'TOKEN_REUSED',
  findings: [{ code: 'TOKEN_REUSED', message: `token ${token} was given to two different orders` }],
});

const tokenJumped = (token: number) => ({
  outcome: 'refused' as const,
  code: 'TOKEN_JUMPED',
  findings: [{ code: 'TOKEN_JUMPED', message: `token ${token} is too far above the one before it` }],
});

type Said = Pick<Answered, 'outcome' | 'code'> & Partial<Answered>;

const answered = (input: OrderInput, said: Said): OrderDecision => ({
  kind: 'answer',
  answer: answerTo(input, { state: input.facts.memory?.state ?? nothing, ...said }),
});

function answerTo({ system, order, facts }: OrderInput, said: Said & Pick<Answered, 'state'>): Answered {
  const { account, permission, token } = order.body;
  const newest = said.outcome === 'done' ? token : (facts.memory?.token ?? 0);
  const blank = { results: [], verified: [], findings: [], newest };
  return { ...blank, system, account, permission, token, order: order.hash, ...said };
}

/** `adopted` keeps what the target held before the first order; nothing ever becomes adopted afterwards. */
const adopts = ({ order, facts }: OrderInput): boolean =>
  order.body.desired.adopted && (facts.memory ? facts.memory.state.adopted : facts.held);

function change(input: OrderInput): OrderDecision {
  const { order, facts, now } = input;
  const before = facts.memory?.state ?? nothing;
  const compared = compare(before, order.body.desired, now);
  const judged = compared.additions.map((grant) =>
    judgeAddition(grant, { ...input, body: order.body, kept: compared.kept, forgotten: isForgotten(input) }),
  );
  const open = input.mayWait && judged.some((addition) => addition.kind === 'wait');
  const added = open ? [] : judged.flatMap((addition) => (addition.kind === 'add' ? [addition] : []));
  const state = { grants: [...compared.kept, ...added.map(({ grant }) => grant)], adopted: adopts(input) };
  const results = compared.additions.map(({ clearance }, place) => resultOf(clearance, judged[place]!));
  const effect = effectOf(input.facts, before, state, added.length > 0);
  const answer = answerTo(input, {
    outcome: 'done',
    code: null,
    results: [...earlierResults(facts.memory, order.hash), ...compared.results, ...(open ? [] : results)],
    state,
    verified: [...new Set(added.flatMap(({ hashes }) => hashes))].sort().slice(0, 200),
    findings: bounded([
      ...compared.findings,
      ...(open ? [] : judged.flatMap(findingOf)),
      ...findingsOf(input, state, effect),
    ]),
  });
  const memory = { token: order.body.token, order: order.hash, state, answer, settled: !open };
  return { kind: 'change', effect, memory, spend: compared.left };
}

/** What was removed while additions of this very order waited for their evidence. */
const earlierResults = (memory: PlaceMemory | null, order: Hash) =>
  memory?.order === order ? memory.answer.results.filter(({ result }) => result === 'removed') : [];

function effectOf(facts: PlaceFacts, before: DesiredState, after: DesiredState, added: boolean): Effect {
  if (isEmpty(after)) return facts.held || !isEmpty(before) ? 'remove' : 'none';
  return added ? 'add' : 'none';
}

/** Whether the target had this very order once, and remembers nothing so new. */
const isForgotten = ({ order, facts }: OrderInput): boolean =>
  order.takenBefore === true && (facts.memory?.token ?? 0) < order.body.token;

const memoryLost: TargetFinding = {
  code: 'MEMORY_LOST',
  message: 'the target has forgotten what was ordered here before',
};

/** Whether the target remembers less than it must: it holds what no order gave that it remembers, though there were some. Told once it was seen, also when the order waits in between. */
function hasLostMemory(input: OrderInput): boolean {
  const { memory, held } = input.facts;
  const told =
    memory?.order === input.order.hash && memory.answer.findings.some(({ code }) => code === memoryLost.code);
  return told || isForgotten(input) || (memory === null && held && input.order.body.token > 1);
}

/** What is odd about the place itself, whatever was ordered. */
function findingsOf(input: OrderInput, after: DesiredState, effect: Effect): TargetFinding[] {
  const { facts, order } = input;
  const findings: TargetFinding[] = hasLostMemory(input) ? [memoryLost] : [];
  if (order.body.desired.adopted && !after.adopted)
    findings.push({
      code: 'ADOPTION_REFUSED',
      message: 'the target did not hold this before the first order',
    });
  if (isEmpty(after)) return findings;
  if (facts.barrier) findings.push(facts.barrier);
  if (!facts.held && effect === 'none')
    findings.push({ code: 'TARGET_LACKS_PERMISSION', message: 'what is to be kept is not there any more' });
  return findings;
}

/** Each thing once, as many as a receipt takes. */
const bounded = (findings: readonly TargetFinding[]): TargetFinding[] =>
  [...new Map(findings.map((finding) => [`${finding.code} ${finding.message}`, finding])).values()].slice(
    0,
    20,
  );
