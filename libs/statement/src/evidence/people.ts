import type { AccountRef } from '@countersign/contracts';
import type { UpstreamEvents } from '@countersign/contracts/upstream';
import { type Fact, instant } from './facts.js';

/** A worker as her facts of power leave her at one instant. */
export interface Worker {
  readonly department: string;
  readonly job: string;
  readonly accounts: readonly AccountRef[];
}

type Windowed = { readonly effective: string; readonly until: string | null };
const holdsAt = (data: Windowed, at: number) =>
  instant(data.effective) <= at && (data.until === null || at < instant(data.until));

/** Of facts about the same thing the one that counts: latest effective; equal ones, the one that ends earlier (SEMANTICS: doubt takes away). */
export function latest<F extends Fact>(facts: readonly F[]): F | undefined {
  const end = (fact: F) =>
    'until' in fact.data && fact.data.until !== null ? instant(fact.data.until) : Infinity;
  return facts.reduce<F | undefined>((best, fact) => {
    if (!best || fact.effective > best.effective) return fact;
    return fact.effective === best.effective && end(fact) < end(best) ? fact : best;
  }, undefined);
}

const powerful = <T extends Fact['type']>(facts: readonly Fact[], type: T, at: number): Fact<T>[] =>
  facts.filter((fact) => fact.type === type && fact.power && fact.effective <= at) as unknown as Fact<T>[];

/** The worker that facts of power describe at `at`, or null when nobody was hired or she has left. Effective time decides, not arrival. */
export function workerAt(facts: readonly Fact[], person: string, at: number): Worker | null {
  const hired = latest(powerful(facts, 'worker.hired.v1', at).filter((fact) => fact.data.worker === person));
  if (!hired) return null;
  const left = facts.some(
    (fact) =>
      fact.type === 'worker.left.v1' &&
      fact.data.worker === person &&
      fact.effective <= at &&
      fact.effective >= hired.effective,
  );
  if (left) return null;
  const changes = powerful(facts, 'worker.changed.v1', at)
    .filter((fact) => fact.data.worker === person && fact.effective >= hired.effective)
    .sort((a, b) => a.effective - b.effective || (a.id < b.id ? -1 : 1));
  const now = changes.reduce<UpstreamEvents['worker.hired.v1']>(
    (state, { data }) => ({ ...state, ...data }) as UpstreamEvents['worker.hired.v1'],
    hired.data,
  );
  return { department: now.department, job: now.job, accounts: hired.data.accounts };
}

const sameAccount = (a: AccountRef) => (b: AccountRef) => a.system === b.system && a.account === b.account;

/** Accounts that facts of power give an identity at `at`: those she was hired with first, then linked ones by name. */
export function accountsOf(facts: readonly Fact[], identity: string, at: number): readonly AccountRef[] {
  if (!identity.startsWith('person:'))
    return current(
      powerful(facts, 'identity.controlled.v1', at),
      (data) => `${data.identity} ${data.controller} ${data.how}`,
      at,
    )
      .filter((data) => data.identity === identity)
      .flatMap((data) => data.accounts)
      .filter((account, place, all) => all.findIndex(sameAccount(account)) === place);
  const worker = workerAt(facts, identity, at);
  if (!worker) return [];
  const linked = current(
    powerful(facts, 'identity.linked.v1', at),
    (data) => `${data.account.system} ${data.account.account}`,
    at,
  )
    .filter((data) => data.person === identity)
    .map((data) => data.account)
    .sort((a, b) => (a.account < b.account ? -1 : 1));
  return [...worker.accounts, ...linked];
}

/** Groups a person belongs to at `at` by facts of power. */
export function groupsOf(facts: readonly Fact[], person: string, at: number): readonly string[] {
  return current(powerful(facts, 'group.membership.v1', at), (data) => `${data.group} ${data.person}`, at)
    .filter((data) => data.person === person)
    .map((data) => data.group);
}

/** A person's voting key of this id at `at`, by facts of power; undefined when she has none such. A key of two persons is nobody's. */
export function votingKeyAt(
  facts: readonly Fact[],
  person: string,
  kid: string,
  at: number,
): string | undefined {
  const keys = current(
    powerful(facts, 'voting-key.enrolled.v1', at),
    (data) => `${data.person} ${data.kid}`,
    at,
  );
  const key = keys.find((data) => data.person === person && data.kid === kid)?.key.x;
  return keys.some((data) => data.key.x === key && data.person !== person) ? undefined : key;
}

/** Per thing (by key) the fact that counts, if it holds at `at`. */
function current<F extends Fact & { readonly data: Windowed }>(
  facts: readonly F[],
  keyOf: (data: F['data']) => string,
  at: number,
): F['data'][] {
  const byKey = new Map<string, F[]>();
  for (const fact of facts) byKey.set(keyOf(fact.data), [...(byKey.get(keyOf(fact.data)) ?? []), fact]);
  return [...byKey.values()]
    .map((same) => latest(same)?.data)
    .filter((data): data is F['data'] => data !== undefined && holdsAt(data, at));
}
