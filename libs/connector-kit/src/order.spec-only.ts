import type { AccountName, DesiredState, Hash, Permission, SystemId } from '@countersign/contracts';
import { decideOrder, type OrderInput } from './order.decision.js';
import type { PlaceFacts, PlaceMemory, Verdict } from './place.decision.js';
import { grant, hashOf, minute, start } from './testing/scene.js';

export const system = 'erp' as SystemId;
export const place = { account: 'u1001' as AccountName, permission: 'role:clerk' as Permission };
export const line = { system, ...place, entitlement: 'erp:vendor:create' as never, scope: {} };

export const verified = (word: string, change: object = {}): [Hash, Verdict] => {
  const { request, until } = grant(word);
  const carried = { request, line, from: start, until, applyBefore: start + minute, ...change };
  return [hashOf(word), { kind: 'verified', grant: carried, hashes: [hashOf(word)] }];
};

export const fresh: PlaceFacts = { memory: null, spent: new Set(), held: false, barrier: null };
export const input = (token: number, desired: DesiredState, change: Partial<OrderInput> = {}): OrderInput => {
  const body = { system, ...place, desired, token, applyBefore: start + minute };
  const hash = hashOf(JSON.stringify(body));
  return {
    system,
    order: { hash, body },
    verdicts: new Map(),
    mayWait: false,
    facts: fresh,
    now: start,
    ...change,
  };
};
export const remembered = (token: number, state: DesiredState): PlaceFacts => {
  const { order } = input(token, state);
  const answer = { ...order.body, order: order.hash, outcome: 'done' as const, code: null, newest: token };
  const memory = {
    token,
    order: order.hash,
    state,
    settled: true,
    answer: { ...answer, state, results: [] },
  };
  return { ...fresh, held: state.grants.length > 0, memory: memory as unknown as PlaceMemory };
};
export const answerOf = (one: OrderInput) => {
  const decision = decideOrder(one);
  return decision.kind === 'answer' ? decision.answer : decision.memory.answer;
};
export const codes = (one: OrderInput) => answerOf(one).results.map(({ result, code }) => code ?? result);
