import {
  type Conflict,
  compileMatrix,
  judge,
  type RuleBook,
  takeOverAbove,
  type World,
} from '@countersign/conflicts';
import { CountersignError, type Item } from '@countersign/contracts';
import {
  adoptedUntil,
  birthrightsFor,
  Bundle,
  decidesNothing,
  expandRequest,
  lawBook,
  routeFor,
  settledBy,
  sha256,
  stagesAsked,
  stagesMet,
  withinBirthrightBound,
} from '@countersign/statement';
import type { BundleContent } from '../content.js';

interface Asked {
  readonly item: string;
  readonly scope?: Record<string, string[]>;
  readonly until?: string;
}
type Items = Readonly<Record<string, readonly (string | Asked)[]>>;
type Yes = Readonly<Record<string, readonly string[]>>;

/** A case of the page: what there is, what happens, and what the page says comes of it. */
export interface Case {
  readonly holds?: Items;
  readonly asks?: Items;
  readonly controls?: readonly (readonly [from: string, how: 'can-reset' | 'administers', to: string])[];
  readonly silent?: readonly string[];
  readonly answer?: string;
  readonly until?: string;
  readonly conflicts?: readonly string[];
  readonly lines?: readonly string[];
  readonly refused?: string;
  readonly stages?: readonly string[];
  readonly ends?: string | null;
  readonly together?: string;
  readonly decided?: string;
  readonly votes?: readonly {
    readonly yes: Yes;
    readonly met: boolean;
    readonly asked?: readonly string[];
  }[];
  readonly out?: readonly string[];
  readonly worker?: { readonly department: string; readonly job: string };
  readonly birthrights?: readonly string[];
  readonly adopted?: string;
  readonly stays?: string;
  readonly settled?: string;
  readonly tooMany?: readonly string[];
  readonly problems?: readonly string[];
}

/** When every case of the page is judged. */
export const pageTime = Date.parse('2030-06-01T00:00:00.000Z');
const at = pageTime;
const dayMs = 86_400_000;
const millis = (text: string) => Date.parse(text);
const text = (ms: number | null) => (ms === null || ms === Infinity ? 'never' : new Date(ms).toISOString());

const asked = (one: string | Asked): Asked => (typeof one === 'string' ? { item: one } : one);
const windowOf = ({ from, until }: { from: string; until: string }) => ({
  from: millis(from),
  until: millis(until),
});

const grantsOf = (items: Items, state: 'held' | 'asked', from: number) =>
  Object.entries(items).flatMap(([identity, list]) =>
    list.map(asked).map(({ item, scope, until }) => {
      const window = { from, until: until === undefined ? null : millis(until) };
      return { identity, item, state, window, ...(scope ? { scope } : {}) };
    }),
  );

function worldOf(content: BundleContent, { holds = {}, asks = {}, controls = [], silent = [] }: Case): World {
  const names = [
    ...Object.keys(holds),
    ...Object.keys(asks),
    ...controls.flatMap(([from, , to]) => [from, to]),
  ];
  return {
    grants: grantsOf(holds, 'held', at - dayMs),
    controls: controls.map(([from, how, to]) => ({
      ...{ from, how, to, strength: 'take-over' as const },
      window: { from: at - dayMs, until: null },
    })),
    kinds: new Map(names.map((name) => [name, name.split(':')[0] ?? ''])),
    exceptions: content.exceptions.map((one) => ({ ...one, window: windowOf(one) })),
    recognised: content.recognised.map((one) => ({ ...one, window: windowOf(one) })),
    sources: content.sources.map(({ id, tells, longestAgeMinutes }) => ({
      ...{ id, tells, longestAgeMs: longestAgeMinutes * 60_000 },
      confirmedAt: silent.includes(id) ? 0 : at,
    })),
  };
}

/** A conflict as the page spells it. */
function spelled({ rule, class: change, root, windows, covered, rollout }: Conflict): string {
  const objects = new Set(
    windows.flatMap(({ object }) => Object.entries(object).map(([name, value]) => `${name} ${value}`)),
  );
  const where = objects.size === 0 ? '' : ` for ${[...objects].join(', ')}`;
  const far = rollout === 'enforce' ? '' : ` (${rollout})`;
  return `${rule} ${change} ${root}${where}${covered ? ' covered' : ''}${far}`;
}

const judged = (content: BundleContent, said: Case) => {
  const add = grantsOf(said.asks ?? {}, 'asked', at);
  const matrix = compileMatrix(lawBook(content) as RuleBook);
  return judge(matrix, worldOf(content, said), { drop: [], add }, at);
};

const bundleOf = (content: BundleContent): Bundle => {
  const numbers = { deployment: 'page', number: 1, issued: at, validUntil: at + dayMs };
  return new Bundle({ ...numbers, ...content }, sha256('page'));
};

/** What the first who asks asks for, as items of a request, and who that is. */
function itemsOf(
  bundle: Bundle,
  { asks = {} }: Case,
): { beneficiary: string; items: Item[]; until: number | null } {
  const [beneficiary = '', list = []] = Object.entries(asks)[0] ?? [];
  const items = list
    .map(asked)
    .map(({ item, scope = {} }) =>
      item.startsWith('role:')
        ? { role: item, version: bundle.role(item).version, scope }
        : { entitlement: item, scope },
    );
  const end = list.map(asked)[0]?.until;
  return { beneficiary, items: items as unknown as Item[], until: end === undefined ? null : millis(end) };
}

const expansionOf = (bundle: Bundle, said: Case) => {
  const accounts = bundle.document.systems.map(({ id }) => ({ system: id, account: 'u1' }));
  return expandRequest(bundle, itemsOf(bundle, said).items, accounts as never);
};

/** The lines it comes down to, or the code by which it is refused. */
function linesOf(bundle: Bundle, said: Case): { lines: string[] } | { refused: string } {
  try {
    return { lines: expansionOf(bundle, said).lines.map(({ permission }) => permission) };
  } catch (error) {
    if (error instanceof CountersignError) return { refused: error.code };
    throw error;
  }
}

const votesOf = (yes: Yes) => Object.entries(yes).map(([person, groups]) => ({ person, groups }));

/** What people decide, whether these votes are enough, and who decides nothing. */
function decisionOf(bundle: Bundle, said: Case) {
  const { beneficiary, items, until } = itemsOf(bundle, said);
  const { conflicts } = judged(bundle.document, said);
  const enforced = conflicts.filter(({ rollout }) => rollout === 'enforce') as never[];
  const { entitlements } = expansionOf(bundle, said);
  const route = routeFor(bundle, entitlements, enforced, { from: at, until }, at);
  const { stages } = route;
  const matter = { requester: beneficiary, beneficiary, actors: [], items, conflicts: conflicts as never[] };
  const out = decidesNothing({ ...matter, excluded: [] }, bundle, [], [at]);
  return {
    stages: stages.map(({ name }) => name),
    ends: text(route.until),
    together: route.total === null ? 'without end' : `${route.total / dayMs} days`,
    decided: text(route.deadline),
    votes: (said.votes ?? []).map(({ yes, asked: named }) => ({
      yes,
      met: stagesMet(stages, votesOf(yes)),
      ...(named ? { asked: stagesAsked(stages, votesOf(yes)).map(({ name }) => name) } : {}),
    })),
    out: [...out].filter((person) => person !== beneficiary).sort(),
  };
}

/** The birthrights of a worker of whom a person need not decide. */
const birthrightsOf = (bundle: Bundle, { department, job }: NonNullable<Case['worker']>) =>
  birthrightsFor(bundle, { department, job, accounts: [] })
    .filter(({ items }) =>
      items.every((content) =>
        withinBirthrightBound(bundle, bundle.contents(typeof content === 'string' ? content : content.item)),
      ),
    )
    .map(({ id }) => id);

/** Who reaches more by take-over than the law allows, from when on. */
function tooMany(content: BundleContent, said: Case): string[] {
  const { takeOverBound: bound } = content;
  if (bound === undefined) return [];
  const [matrix, world] = [compileMatrix(lawBook(content) as RuleBook), worldOf(content, said)];
  return [...world.kinds.keys()].flatMap((root) => {
    const above = takeOverAbove(matrix, world, root, { bound, at });
    if (!above) return [];
    return [`${root} takes ${above.whom.length} over by ${above.by.join(', ')} from ${text(above.from)}`];
  });
}

/** Everything that comes of a case; whatever the page says of it must be so. */
export function comesTo(content: BundleContent, said: Case): Partial<Record<keyof Case, unknown>> {
  const bundle = bundleOf(content);
  const decides = ['stages', 'ends', 'together', 'decided', 'votes', 'out'].some((key) => key in said);
  const { outcome, conflicts, demands } = judged(content, said);
  return {
    answer: outcome,
    conflicts: conflicts.map(spelled),
    until: demands.maxUntil === null ? undefined : text(demands.maxUntil),
    ...('lines' in said || 'refused' in said ? linesOf(bundle, said) : {}),
    ...(decides ? decisionOf(bundle, said) : {}),
    ...(said.worker ? { birthrights: birthrightsOf(bundle, said.worker) } : {}),
    ...(said.adopted
      ? { stays: text(adoptedUntil(bundle, said.adopted, at)).replace('never', 'for ever') }
      : {}),
    ...('settled' in said ? { settled: text(settledBy(bundle, at)) } : {}),
    ...('tooMany' in said ? { tooMany: tooMany(content, said) } : {}),
  };
}
