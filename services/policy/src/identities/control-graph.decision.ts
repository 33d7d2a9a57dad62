import { CARRIES, type Control, type Kind } from '@countersign/conflicts';
import type { PersonId } from '@countersign/contracts';
import { controlStrength } from '@countersign/contracts/upstream';
import { type Fact, instant, lingeringEnd } from '@countersign/statement';

/** Facts that say who can act as whom. */
export const controlFactTypes = [
  'worker.hired.v1',
  'worker.left.v1',
  'identity.linked.v1',
  'identity.controlled.v1',
] as const;

/** One control as one fact states it. `about`: what the fact speaks of, by which later words about the same are known. */
interface Claim {
  readonly fact: Fact;
  readonly about: string;
  readonly control: Control;
}

const accountId = (account: { readonly system: string; readonly account: string }) =>
  `account:${account.system}:${account.account}`;
const end = (until: string | null) => (until === null ? null : instant(until));

/** Two ends of an edge, how, and by whom else's control it is used, if by anybody's. */
type Edge = readonly [from: string, to: string, how: string, through?: string];

function claim(fact: Fact, [from, to, how, through]: Edge, until: number | null): Claim {
  const strength =
    how === 'linked' ? 'acts-as' : controlStrength(how as Parameters<typeof controlStrength>[0]);
  const window = { from: fact.effective, until };
  const about = JSON.stringify([from, to, how, through]);
  // who knows a secret knows it until there is another (SEMANTICS, section 1: lasting)
  const lasting = how === 'secret-holder' ? { lasting: true as const } : {};
  return { fact, about, control: { from, to, how, strength, window, ...lasting } };
}

function claimsOf(fact: Fact): Claim[] {
  if (fact.type === 'worker.hired.v1')
    return fact.data.accounts.map((account) =>
      claim(fact, [fact.data.worker, accountId(account), 'linked'], null),
    );
  if (fact.type === 'identity.linked.v1')
    return [claim(fact, [fact.data.person, accountId(fact.data.account), 'linked'], end(fact.data.until))];
  if (fact.type === 'identity.controlled.v1') {
    const { identity, controller, how, accounts } = fact.data;
    const until = end(fact.data.until);
    const through = `${controller} ${how}`;
    const uses = accounts.map((account) =>
      claim(fact, [identity, accountId(account), 'linked', through], until),
    );
    return [claim(fact, [controller, identity, how], until), ...uses];
  }
  return [];
}

/** When an end that a source has said counts, by its time and by when it was stated (ms). */
type EndOf = (until: number, stated: number) => number;
const atOnce: EndOf = (until) => until;

/** What one source has said about one edge, each from its effective time until its next word. Two from the same instant both count. */
function governing(words: readonly Claim[], endOf: EndOf): Control[] {
  return words.map(({ control, fact }) => {
    const { from, until } = control.window;
    const later = words.map((word) => word.fact).filter(({ effective }) => effective > from);
    const next = Math.min(...later.map(({ effective }) => effective));
    const heard = later.filter(({ effective }) => effective === next).map(({ stated }) => stated);
    const replaced = endOf(next, Math.max(...heard));
    const last = Math.min(until === null ? Infinity : endOf(until, fact.stated), replaced);
    return { ...control, window: { from, until: last === Infinity ? null : last } };
  });
}

/**
 * Who can act as whom and when, by the facts, past and announced. A word is replaced by a later one of the same source alone, and one of power
 * by one of power: nobody ends what another source has stated; doubt counts as control. The order of the facts never matters. Each names its
 * source where that is one of `doubtable`.
 */
export const controlsFrom = (facts: readonly Fact[], doubtable: ReadonlySet<string> = new Set()): Control[] =>
  controlsEnding(facts, doubtable, atOnce);

/**
 * The same for who may decide: an end does not count at once, whatever day the source gives it (DESIGN, section 7). Whoever acted as somebody stays
 * kept from deciding about her for a while.
 */
export const lingeringControls = (facts: readonly Fact[]): Control[] =>
  controlsEnding(facts, new Set(), lingeringEnd);

function controlsEnding(facts: readonly Fact[], doubtable: ReadonlySet<string>, endOf: EndOf): Control[] {
  const said = new Map<string, Claim[]>();
  for (const next of facts.flatMap(claimsOf)) {
    const { source, power } = next.fact;
    const key = `${source} ${power} ${next.about}`;
    const words = said.get(key) ?? [];
    words.push(next);
    said.set(key, words);
  }
  const stated = [...said.values()]
    .flatMap((words) => governing(words, endOf).map((control) => sourced(control, words, doubtable)))
    .filter(({ window }) => window.until === null || window.until > window.from);
  return [...stated, ...carriedBy(stated)];
}

/** A control with the source that states it, where that can be doubted. */
function sourced(control: Control, [first]: readonly Claim[], doubtable: ReadonlySet<string>): Control {
  const source = first?.fact.source ?? '';
  return doubtable.has(source) ? { ...control, source } : control;
}

const isAccount = (id: string): boolean => id.startsWith('account:');
const edgePrefix = 'edge of the law: ';
/** The name under which an edge of the law stands on a way through the graph. */
export const edgeName = (edge: string): string => `${edgePrefix}${edge}`;
/** Whether a name on a way through the graph is an edge of the law and nobody. */
export const isEdge = (id: string): boolean => id.startsWith(edgePrefix);

/**
 * What an account of several carries: whoever uses it can act as everybody it was ever given to, because their access lies on it until it was
 * seen to be gone. An account of one alone carries nothing more than that one has.
 */
function carriedBy(stated: readonly Control[]): Control[] {
  const uses = new Map<string, Control[]>();
  for (const use of stated.filter(({ to }) => isAccount(to)))
    uses.set(use.to, [...(uses.get(use.to) ?? []), use]);
  const shared = [...uses.values()].filter((users) => new Set(users.map(({ from }) => from)).size > 1);
  return shared.flat().map(({ from, to, strength, window }) => ({
    ...{ from: to, to: from, how: CARRIES, strength },
    window: { from: window.from, until: null },
  }));
}

/** Every identity that the facts name, with its kind. Sources are no identities that hold access. */
export function kindsFrom(facts: readonly Fact[]): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  const add = (id: string) => {
    if (!id.startsWith('source:')) kinds.set(id, id.slice(0, id.indexOf(':')) as Kind);
  };
  for (const fact of facts) {
    if (fact.type === 'worker.hired.v1') add(fact.data.worker);
    for (const { control } of claimsOf(fact)) {
      add(control.from);
      add(control.to);
    }
  }
  return kinds;
}

/** Everything met from `start` along controls that hold at some time from `at` (ms) on, forwards or backwards. */
function reach(
  controls: readonly Control[],
  start: readonly string[],
  at: number,
  [near, far]: readonly ['from', 'to'] | readonly ['to', 'from'],
): Set<string> {
  const live = controls.filter((one) => isLive(one, at));
  return follow(
    live.map((control) => [control[near], control[far]] as const),
    start,
  );
}

/** Everything met from `start` along steps from one to another, `start` included. */
function follow(
  steps: readonly (readonly [from: string, to: string])[],
  start: Iterable<string>,
): Set<string> {
  const next = new Map<string, string[]>();
  for (const [from, to] of steps) {
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  }
  const seen = new Set(start);
  for (const id of seen) for (const neighbour of next.get(id) ?? []) seen.add(neighbour);
  return seen;
}

/** Everything that controls join to these, in either direction, now or ever, themselves included. */
export const joinedBy = (controls: readonly Control[], ids: Iterable<string>): Set<string> =>
  follow(
    controls.flatMap(({ from, to }) => [[from, to] as const, [to, from] as const]),
    ids,
  );

/** Everything that these can act as or take over at some time from `at` (ms) on, themselves included. */
export const controlledBy = (controls: readonly Control[], ids: readonly string[], at: number): Set<string> =>
  reach(controls, ids, at, ['from', 'to']);

/** Everything that can act as these or take them over, themselves included. */
export const controllersOf = (
  controls: readonly Control[],
  ids: readonly string[],
  at: number,
): Set<string> => reach(controls, ids, at, ['to', 'from']);

/** Knowledge of a secret lasts until a rotation: whether there was one, the engine says. */
const isLive = ({ window, lasting }: Control, at: number): boolean =>
  lasting === true || window.until === null || at < window.until;

/** The identities whose judgement a change for `beneficiary` can touch: whoever controls it, and what those control. Accounts are judged as their users. */
export function neighbourhood(
  controls: readonly Control[],
  beneficiary: string,
  at: number,
): { roots: string[]; all: string[] } {
  const roots = [...controllersOf(controls, [beneficiary], at)].filter((id) => !isAccount(id) && !isEdge(id));
  return { roots: roots.sort(), all: [...controlledBy(controls, roots, at)].sort() };
}

const isPerson = (id: string): id is PersonId => id.startsWith('person:');

/**
 * Natural persons who decide nothing about a request (DESIGN, section 6): who can act as the requester or the beneficiary, whom those can
 * act as, and themselves. Order by id.
 */
export function excludedPersons(
  controls: readonly Control[],
  parties: readonly string[],
  at: number,
): PersonId[] {
  const around = [...controllersOf(controls, parties, at), ...controlledBy(controls, parties, at)];
  const throughAccounts = controllersOf(controls, around, at);
  return [...new Set([...around, ...throughAccounts])].filter(isPerson).sort();
}
