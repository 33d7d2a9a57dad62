import type { AccountRef } from '@countersign/contracts';
import type { Fact } from './facts.js';
import { hasLeft, hiredAt, holding, powerful, sameAccount, workerAt } from './people.js';

/** An account, and the source that says whose it is. */
interface SaidAccount {
  readonly account: AccountRef;
  readonly source: string;
}

/**
 * Groups a person belongs to at `at` (ms) by facts of power: herself, or by an account of hers that nobody else can act as (SEMANTICS, section 6).
 * An account counts for a group only where the source that puts it there also says whose it is: whoever may link accounts appoints no
 * approvers. Each once, in no order.
 */
export function groupsOf(facts: readonly Fact[], person: string, at: number): readonly string[] {
  const own = holding(powerful(facts, 'group.membership.v1', at), at).filter(
    ({ data }) => data.person === person,
  );
  const joined = holding(powerful(facts, 'group.account-membership.v1', at), at);
  const hers = joined.length === 0 ? [] : accountsSaid(facts, person, at);
  const through = joined.filter(
    ({ data: { account }, source }) =>
      hers.some((one) => one.source === source && sameAccount(one.account)(account)) &&
      !servesAnother(facts, account, person, at),
  );
  return [...new Set([...own, ...through].map(({ data }) => data.group))];
}

/** The accounts that she was hired with last, and those that are linked to her. */
function accountsSaid(facts: readonly Fact[], person: string, at: number): readonly SaidAccount[] {
  const hired = hiredAt(facts, person, at);
  if (!hired || !workerAt(facts, person, at)) return [];
  const linked = holding(powerful(facts, 'identity.linked.v1', at), at)
    .filter(({ data }) => data.person === person)
    .map(({ data, source }) => ({ account: data.account, source }));
  return [...hired.data.accounts.map((account) => ({ account, source: hired.source })), ...linked];
}

/**
 * Whether an account is somebody else's or a machine's, too, by facts of power at hand. A hiring counts until its worker has left; a link or a
 * use until a later word of the same source: no other source ends it.
 */
function servesAnother(facts: readonly Fact[], account: AccountRef, person: string, at: number): boolean {
  const is = sameAccount(account);
  const linked = powerful(facts, 'identity.linked.v1', at).filter(({ data }) => is(data.account));
  const used = powerful(facts, 'identity.controlled.v1', at).filter(({ data }) => data.accounts.some(is));
  const hired = powerful(facts, 'worker.hired.v1', at).filter(({ data }) => data.accounts.some(is));
  return (
    bySource(linked).some((said) => holding(said, at).some(({ data }) => data.person !== person)) ||
    bySource(used).some((said) => holding(said, at).length > 0) ||
    hired.some(({ data: { worker } }) => worker !== person && !hasLeft(facts, worker, at))
  );
}

/** Facts apart, by the source that states them. */
function bySource<F extends Fact>(facts: readonly F[]): readonly (readonly F[])[] {
  const sources = [...new Set(facts.map(({ source }) => source))];
  return sources.map((source) => facts.filter((fact) => fact.source === source));
}
