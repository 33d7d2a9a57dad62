import {
  BundleError,
  type BundleProblem,
  compileMatrix,
  type Conflict,
  type ConflictMatrix,
  judge,
  type RuleBook,
} from '@countersign/conflicts';
import type { Scope } from '@countersign/contracts';
import { lawBook } from '@countersign/statement';
import { type BundleContent, listSections } from '../content.js';
import type { DocumentPath, Problem, ProblemCode } from '../problem.js';

/** What checks of names find themselves, and more exactly. */
const foundBefore: readonly ProblemCode[] = ['BUNDLE_DUPLICATE_ID', 'BUNDLE_ROLE_CYCLE'];

/** Somebody new, whom nobody controls and nothing names. */
const somebody = 'person:somebody-new';

/** What a bundle says about conflicts, judged by the engine that judges requests; nothing of it is anybody's request. */
export class JudgedLaw {
  /** What the engine refuses, each at its entry. */
  readonly problems: readonly Problem[];
  private readonly matrix: ConflictMatrix | null;

  constructor(private readonly content: BundleContent) {
    const compiled = compile(content);
    this.matrix = 'problems' in compiled ? null : compiled;
    this.problems = 'problems' in compiled ? compiled.problems : [];
  }

  /** What somebody new breaks by holding these, for ever and at once; nothing of a law that the engine refuses. */
  brokenBy(items: readonly { readonly item: string; readonly scope: Scope }[]): readonly Conflict[] {
    if (!this.matrix) return [];
    const window = { from: 0, until: null };
    const add = items.map(({ item, scope }) => ({
      identity: somebody,
      item,
      scope,
      window,
      state: 'asked' as const,
    }));
    const world = { controls: [], grants: [], kinds: new Map([[somebody, 'person']]) };
    return judge(this.matrix, world, { drop: [], add }, 0).conflicts;
  }

  /** Problems at entries that nobody has complained of yet: what follows from an error is not one error more. */
  problemsBeside(known: readonly Problem[]): readonly Problem[] {
    const entries = new Set(known.map(({ path }) => path.slice(0, 2).join('/')));
    return this.problems.filter(
      ({ path, code }) => !entries.has(path.slice(0, 2).join('/')) && !foundBefore.includes(code),
    );
  }
}

function compile(content: BundleContent): ConflictMatrix | { readonly problems: Problem[] } {
  try {
    return compileMatrix(lawBook(content) as RuleBook);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { problems: error.problems.map((problem) => located(content, problem)) };
  }
}

const sections: Readonly<Record<string, (typeof listSections)[number]>> = {
  entitlement: 'entitlements',
  role: 'roles',
  duty: 'duties',
  rule: 'rules',
  edge: 'edges',
};

const located = (content: BundleContent, { code, where, message }: BundleProblem): Problem => ({
  path: pathOf(content, where, message),
  code,
  message: [...spelledInPolicy].reduce((text, [engine, policy]) => text.replaceAll(engine, policy), message),
});

/** What the engine calls by another name than a policy does. */
const spelledInPolicy = new Map([
  ['maxDurationMs', 'maxDays'],
  ['perMs', 'perDays'],
]);

/** Where in the content the engine means: rule `P2P-01`, `duties[2].any[0]`, or a whole section, of which it names the first entry. */
function pathOf(content: BundleContent, where: string, message: string): DocumentPath {
  const [, kind = '', id = ''] = /^([a-z]+) `(.+)`$/.exec(where) ?? [];
  const section = sections[kind];
  if (section) return [section, content[section].findIndex((entry) => entry.id === id)];
  const whole = listSections.find((name) => name === where);
  const first = /`([^`]+)`/.exec(message)?.[1];
  const at = whole ? content[whole].findIndex((entry) => entry.id === first) : -1;
  if (whole && at >= 0) return [whole, at];
  return where
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : (spelledInPolicy.get(step) ?? step)))
    .map((step) => (step === 'atLeast' ? 'of' : step));
}

/** `erp:a:b` (duty:x) with `erp:c:d` (duty:y): for sentences. */
export const spellLegs = ({ legs }: Conflict): string =>
  legs.map(({ duty, path }) => `\`${heldBy(path)}\` (${duty})`).join(' with ');

/** The entitlement by which a path meets its leg. */
function heldBy(path: Conflict['legs'][number]['path']): string {
  const step = path.findLast(({ step: kind }) => kind === 'meets');
  return step?.step === 'meets' ? step.item : 'it';
}

/** Whether a conflict refuses a request, whoever decides. */
export const isForbidden = ({ effect, rollout }: Pick<Conflict, 'effect' | 'rollout'>): boolean =>
  rollout === 'enforce' && (effect === 'prohibit' || effect === 'never-approvable');
