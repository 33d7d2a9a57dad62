import { type Fact, instant, latest, workerAt } from '@countersign/statement';

type Owned = Extract<Fact, { readonly type: 'identity.controlled.v1' }>;

const isPerson = (id: string): boolean => id.startsWith('person:');
/** Everything but people and the accounts they use needs somebody who answers for it. */
const isMachine = (id: string): boolean => !isPerson(id) && !id.startsWith('account:');

/** Who owns an identity at `at`, each by the latest word of power about it: doubt takes away. */
function ownersOf(facts: readonly Fact[], identity: string, at: number): string[] {
  const words = facts.filter(
    (fact): fact is Owned =>
      fact.type === 'identity.controlled.v1' &&
      fact.power &&
      fact.effective <= at &&
      fact.data.identity === identity &&
      fact.data.how === 'owner',
  );
  const owners = [...new Set<string>(words.map(({ data }) => data.controller))];
  return owners.filter((owner) => {
    const until = latest(words.filter(({ data }) => data.controller === owner))?.data.until ?? null;
    return until === null || at < instant(until);
  });
}

/**
 * Whether a person who works here at `at` answers for an identity (INVARIANTS I4): owns it, or owns what owns it, by the sources' signed word.
 * People and accounts answer for themselves. `facts` must hold those about everybody who controls it.
 */
export function hasActiveOwner(facts: readonly Fact[], identity: string, at: number): boolean {
  if (!isMachine(identity)) return true;
  const answering = new Set([identity]);
  for (const one of answering) {
    if (isPerson(one) && workerAt(facts, one, at)) return true;
    if (isMachine(one)) for (const owner of ownersOf(facts, one, at)) answering.add(owner);
  }
  return false;
}
