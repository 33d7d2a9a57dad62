/** A case of test/decisions as people write it, and the case it stands for; test/decisions/README.md describes both. */
import type {
  AnyCase,
  Control,
  Exception,
  Grant,
  RuleBook,
  RuleDefinition,
  Scope,
  World,
} from '@countersign/test-oracle';
import type { Window } from '../index.js';

type Named<T> = Readonly<Record<string, T>>;
type Loose<T> = Partial<Named<T>> | readonly (T & { id: string })[];
interface During {
  from?: number;
  until?: number;
}

interface WrittenGrant extends During {
  who: string;
  what: string;
  on?: Scope;
  state?: Grant['state'];
  source?: string;
}
interface WrittenControl extends During {
  who: string;
  over: string;
  how?: string;
  strength?: Control['strength'];
  lasting?: true;
  source?: string;
}
interface WrittenWorld {
  grants?: WrittenGrant[];
  controls?: WrittenControl[];
  kinds?: Named<string | null>;
  scopes?: Named<Scope>;
  rotations?: World['rotations'];
  recognised?: ({ root: string; how: string } & During)[];
  exceptions?: (Omit<Exception, 'window' | 'control' | 'version'> & { version?: number } & During)[];
  sources?: World['sources'];
}
type WrittenBook = Partial<Omit<RuleBook, 'roles' | 'duties' | 'rules' | 'edges'>> & {
  roles?: Loose<object>;
  duties?: Loose<object>;
  rules?: Loose<object>;
  edges?: Loose<object>;
};
interface WrittenChange {
  drop?: WrittenGrant[];
  add?: WrittenGrant[];
  dropControls?: WrittenControl[];
  addControls?: WrittenControl[];
}

/** What a decision must be; of a conflict only what is named is looked at, but no other conflict may be there. */
export interface Expected {
  readonly outcome?: string;
  readonly holds?: readonly string[];
  readonly approvals?: readonly string[];
  readonly maxUntil?: number | null;
  readonly conflicts?: readonly (Named<unknown> & { readonly legs?: readonly string[] })[];
  /** The bundle is refused, with these codes and no other. */
  readonly refused?: readonly string[];
}

export interface Decision {
  readonly name: string;
  readonly why: string;
  readonly book?: WrittenBook | null;
  readonly world?: WrittenWorld;
  readonly change?: WrittenChange;
  readonly at?: number;
  readonly expect: Expected;
}

/** What the cases of one file share; a case overrides it part by part. */
export interface DecisionFile extends Pick<Decision, 'book' | 'world' | 'at'> {
  readonly about: string;
  readonly cases: readonly Decision[];
}

const during = ({ from = 0, until }: During): Window => ({ from, until: until ?? null });

const grantOf = ({ who, what, on, state = 'held', source, ...window }: WrittenGrant): Grant => ({
  identity: who,
  item: what,
  state,
  window: during(window),
  ...(on && { scope: on }),
  ...(source && { source }),
});

function controlOf({
  who,
  over,
  how = 'owner',
  strength = 'acts-as',
  lasting,
  source,
  ...window
}: WrittenControl): Control {
  const control = { from: who, to: over, how, strength, window: during(window) };
  return { ...control, ...(lasting && { lasting }), ...(source && { source }) };
}

/** A map of ids, or a list where ids repeat. */
function listOf(entries: Loose<object> = {}, defaults: object = {}): never[] {
  const list = Array.isArray(entries)
    ? entries
    : Object.entries(entries).map(([id, entry]) => ({ id, ...entry }));
  return list.map((entry: object) => ({ ...defaults, ...entry })) as never[];
}

const RULE = { version: 1, effect: 'prohibit', rollout: 'enforce' };

function bookOf(written: WrittenBook): RuleBook {
  const rules: RuleDefinition[] = listOf(written.rules, RULE);
  return {
    ...written,
    entitlements: written.entitlements ?? [],
    roles: listOf(written.roles, { version: 1, entitlements: [], roles: [] }),
    duties: listOf(written.duties),
    rules: rules.map((rule) => ({ ...rule, title: rule.id })),
    edges: listOf(written.edges),
  };
}

/** Every identity named anywhere is known, of the kind its id begins with, unless it says otherwise. */
function kindsOf(written: WrittenWorld, change: WrittenChange): ReadonlyMap<string, string> {
  const controls = [...(written.controls ?? []), ...(change.addControls ?? [])];
  const holders = [...(written.grants ?? []), ...(change.add ?? [])].map(({ who }) => who);
  const ends = controls.flatMap(({ who, over }) => [who, over]);
  const stated = written.kinds ?? {};
  const kindOf = (id: string) => (stated[id] === undefined ? id.split(':')[0] : stated[id]);
  const named = [...holders, ...ends, ...Object.keys(stated)];
  return new Map(named.flatMap((id) => (kindOf(id) === null ? [] : [[id, kindOf(id) ?? ''] as const])));
}

function worldOf(written: WrittenWorld, change: WrittenChange): World {
  return {
    grants: (written.grants ?? []).map(grantOf),
    controls: (written.controls ?? []).map(controlOf),
    kinds: kindsOf(written, change),
    scopes: new Map(Object.entries(written.scopes ?? {})),
    rotations: written.rotations ?? [],
    recognised: (written.recognised ?? []).map(({ root, how, ...window }) => {
      return { root, how, window: during(window), control: 'monthly review' };
    }),
    exceptions: (written.exceptions ?? []).map(({ from, until, version = 1, ...exception }) => {
      return { ...exception, version, window: during({ from, until }), control: 'second pair of eyes' };
    }),
    sources: written.sources ?? [],
  };
}

/** The case that a written one stands for. */
export function caseOf(file: DecisionFile, decision: Decision): AnyCase {
  const book = decision.book === null ? null : bookOf({ ...file.book, ...decision.book });
  const change = decision.change ?? {};
  const asked = (grants: WrittenGrant[] = []) => grants.map((grant) => grantOf({ state: 'asked', ...grant }));
  return {
    book,
    world: worldOf({ ...file.world, ...decision.world }, change),
    change: {
      drop: (change.drop ?? []).map(grantOf),
      add: asked(change.add),
      dropControls: (change.dropControls ?? []).map(controlOf),
      addControls: (change.addControls ?? []).map(controlOf),
    },
    at: decision.at ?? file.at ?? 1,
  };
}
