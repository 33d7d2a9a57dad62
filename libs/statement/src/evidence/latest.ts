import type { AccountRef } from '@countersign/contracts';
import { type Fact, instant } from './facts.js';

/** Names an event for good; decides between facts that nothing else tells apart, so that arrival never does. */
const eventName = (fact: Fact) => `${fact.source} ${fact.id}`;
const byNumber = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
/** Order of facts that nothing else tells apart. */
export const byEventName = (a: Fact, b: Fact) => (eventName(a) < eventName(b) ? -1 : 1);
const end = (fact: Fact) =>
  'until' in fact.data && fact.data.until !== null ? instant(fact.data.until) : Infinity;

/**
 * Of facts about the same thing the one that counts: latest effective; of equal ones the one that ends earlier (SEMANTICS: doubt takes
 * away), then the one whose event's name is last. The order of the facts never matters.
 */
export const latest = <F extends Fact>(facts: readonly F[]): F | undefined =>
  [...facts]
    .sort((a, b) => a.effective - b.effective || byNumber(end(b), end(a)) || byEventName(a, b))
    .at(-1);

/** Names an account in all systems. */
export const accountName = ({ system, account }: AccountRef) => `${system} ${account}`;

/** The one thing that a fact is about: of facts about the same thing the {@link latest} counts. A change of other fields is another thing. */
function thingOf({ type, data }: Fact): string {
  switch (type) {
    case 'worker.hired.v1':
    case 'worker.left.v1':
      return data.worker;
    case 'worker.changed.v1':
      return `${data.worker} ${Object.keys(data).sort().join(' ')}`;
    case 'identity.linked.v1':
      return accountName(data.account);
    case 'identity.controlled.v1':
      return `${data.identity} ${data.controller} ${data.how}`;
    case 'identity.secret-rotated.v1':
      return `${data.identity} ${data.effective}`;
    case 'group.membership.v1':
      return `${data.group} ${data.person}`;
    case 'group.account-membership.v1':
      return `${data.group} ${accountName(data.account)}`;
    case 'voting-key.enrolled.v1':
      return `${data.person} ${data.kid}`;
    case 'login.enrolled.v1':
      return `${data.issuer} ${data.subject} ${data.person}`;
  }
}

/** Facts by what they are about; those of one group have one type. */
export function byThing<F extends Fact>(facts: readonly F[]): F[][] {
  const groups = new Map<string, F[]>();
  for (const fact of facts) {
    const thing = `${fact.type} ${thingOf(fact)}`;
    groups.set(thing, [...(groups.get(thing) ?? []), fact]);
  }
  return [...groups.values()];
}

/**
 * The facts on which anything that is asked about these instants (ms) can depend: without those that have no power, departures excepted,
 * and without those that a later one has replaced by then. Whoever asks gets the same answers from these as from all.
 */
export function factsThatCount<F extends Fact>(facts: readonly F[], instants: readonly number[]): F[] {
  const counting = facts.filter(({ power, type }) => power || type === 'worker.left.v1');
  const kept = byThing(counting).flatMap((same) =>
    instants.map((at) => latest(same.filter(({ effective }) => effective <= at))),
  );
  return [...new Set(kept)].filter((fact) => fact !== undefined);
}
