import type { AccountRef } from '@countersign/contracts';
import type { UpstreamEvents } from '@countersign/contracts/upstream';
import { type Fact, instant } from './facts.js';
import { accountName, byEventName, byThing, latest } from './latest.js';

/** A worker as her facts of power leave her at one instant. */
export interface Worker {
  readonly department: string;
  readonly job: string;
  readonly accounts: readonly AccountRef[];
}

type Windowed = { readonly effective: string; readonly until: string | null };
const holdsAt = (data: Windowed, at: number) =>
  instant(data.effective) <= at && (data.until === null || at < instant(data.until));

/** The facts of power of one type that are in effect at `at` (ms), ended or not. */
export const powerful = <T extends Fact['type']>(facts: readonly Fact[], type: T, at: number): Fact<T>[] =>
  facts.filter((fact) => fact.type === type && fact.power && fact.effective <= at) as unknown as Fact<T>[];

/** The hiring of a person that is in effect at `at` (ms), by facts of power, whether she has left since or not. */
export const hiredAt = (facts: readonly Fact[], person: string, at: number) =>
  latest(powerful(facts, 'worker.hired.v1', at).filter((fact) => fact.data.worker === person));

/**
 * Whether a person has left by `at` and was not hired again since. Anybody's word takes away, only a fact of power brings back: an unsigned
 * `hired` keeps nobody. A person who was never hired has left as soon as somebody says so.
 */
export function hasLeft(facts: readonly Fact[], person: string, at: number): boolean {
  const since = hiredAt(facts, person, at)?.effective ?? -Infinity;
  return facts.some(
    (fact) =>
      fact.type === 'worker.left.v1' &&
      fact.data.worker === person &&
      fact.effective <= at &&
      fact.effective >= since,
  );
}

/**
 * Whether a person was away at any instant from `asked` to `at` (both ms), hired again since or not: nothing that was asked for her before she left
 * outlives that, whenever and in whichever order anybody learns of it.
 */
export const hasLeftSince = (facts: readonly Fact[], person: string, asked: number, at: number): boolean =>
  hasLeft(facts, person, asked) ||
  facts.some(
    (fact) =>
      fact.type === 'worker.left.v1' &&
      fact.data.worker === person &&
      fact.effective > asked &&
      fact.effective <= at,
  );

/** The worker that facts of power describe at `at`, or null when nobody was hired or she has left. Effective time decides, not arrival. */
export function workerAt(facts: readonly Fact[], person: string, at: number): Worker | null {
  const hired = hiredAt(facts, person, at);
  if (!hired || hasLeft(facts, person, at)) return null;
  const changes = powerful(facts, 'worker.changed.v1', at)
    .filter((fact) => fact.data.worker === person && fact.effective >= hired.effective)
    .sort((a, b) => a.effective - b.effective || byEventName(a, b));
  const now = changes.reduce<UpstreamEvents['worker.hired.v1']>(
    (state, { data }) => ({ ...state, ...data }),
    hired.data,
  );
  return { department: now.department, job: now.job, accounts: hired.data.accounts };
}

const byName = (a: AccountRef, b: AccountRef) => (accountName(a) < accountName(b) ? -1 : 1);
export const sameAccount = (a: AccountRef) => (b: AccountRef) =>
  a.system === b.system && a.account === b.account;

/** Accounts that facts of power give an identity at `at`: those a person was hired with first, then others by name. */
export function accountsOf(facts: readonly Fact[], identity: string, at: number): readonly AccountRef[] {
  if (!identity.startsWith('person:'))
    return current(powerful(facts, 'identity.controlled.v1', at), at)
      .filter((data) => data.identity === identity)
      .flatMap((data) => data.accounts)
      .filter((account, place, all) => all.findIndex(sameAccount(account)) === place)
      .sort(byName);
  const worker = workerAt(facts, identity, at);
  if (!worker) return [];
  const linked = current(powerful(facts, 'identity.linked.v1', at), at)
    .filter((data) => data.person === identity)
    .map((data) => data.account)
    .sort(byName);
  return [...worker.accounts, ...linked];
}

/** A person's voting key of this id at `at`, by facts of power; undefined when she has none such. A key of two persons is nobody's. */
export function votingKeyAt(
  facts: readonly Fact[],
  person: string,
  kid: string,
  at: number,
): string | undefined {
  const keys = current(powerful(facts, 'voting-key.enrolled.v1', at), at);
  const key = keys.find((data) => data.person === person && data.kid === kid)?.key.x;
  return keys.some((data) => data.key.x === key && data.person !== person) ? undefined : key;
}

/** Per thing the fact that counts, if it holds at `at` (ms). */
export const holding = <F extends Fact & { readonly data: Windowed }>(facts: readonly F[], at: number): F[] =>
  byThing(facts)
    .map((same) => latest(same))
    .filter((fact): fact is F => fact !== undefined && holdsAt(fact.data, at));

const current = <F extends Fact & { readonly data: Windowed }>(
  facts: readonly F[],
  at: number,
): F['data'][] => holding(facts, at).map(({ data }) => data);
