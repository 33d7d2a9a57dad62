import type { Branch, DutySpec, Leaf } from '@countersign/contracts/governance';
import type { Bundle } from '@countersign/statement';

/** What a duty comes to among the entitlements of one request: one of them, or so many of several parts. */
export type Need = string | { readonly least: number; readonly parts: readonly Need[] };

/** Entitlements that are asked for together, and the law that they are looked at by. */
export interface Asking {
  readonly bundle: Bundle;
  readonly asked: ReadonlySet<string>;
}

/** Every entitlement that a need names. */
export const namedIn = (need: Need): string[] =>
  typeof need === 'string' ? [need] : need.parts.flatMap(namedIn);

/** Whether a need is met by what is there. */
export const isMet = (need: Need, there: ReadonlySet<string>): boolean =>
  typeof need === 'string'
    ? there.has(need)
    : need.parts.filter((part) => isMet(part, there)).length >= need.least;

/**
 * A duty, or a branch of one, among what is asked for: what of it is not asked for is left out, and of so many that are needed no more are than
 * are asked for. Null where nothing is. `path`: the duties on the way to it, none of which it is looked for in again.
 */
export function needOf(asking: Asking, branch: Branch, path: readonly string[] = []): Need | null {
  if (typeof branch === 'string' && branch.startsWith('duty:')) {
    const duty = asking.bundle.document.duties.find(({ id }) => id === branch);
    return duty && !path.includes(branch) ? partsOf(asking, duty, [...path, branch]) : null;
  }
  if (typeof branch !== 'string' && !('class' in branch)) return partsOf(asking, branch, path);
  const meant = [...asking.asked].filter((id) => isMeant(asking.bundle, branch, id));
  const isRole = typeof branch === 'string' && branch.startsWith('role:');
  return atLeast(isRole ? meant.length : 1, meant);
}

type Parts = Partial<Pick<DutySpec, 'any' | 'all' | 'of' | 'atLeast'>>;

function partsOf(asking: Asking, duty: Parts, path: readonly string[]): Need | null {
  const branches = duty.any ?? duty.all ?? duty.of ?? [];
  const parts = branches.flatMap((branch) => needOf(asking, branch, path) ?? []);
  return atLeast(duty.all ? parts.length : (duty.atLeast ?? 1), parts);
}

const atLeast = (least: number, parts: readonly Need[]): Need | null =>
  parts.length === 0 ? null : { least: Math.min(least, parts.length), parts };

/** Whether a leaf speaks of an entitlement: by its name, as one of a pattern or of a class, or as what a role gives. */
function isMeant(bundle: Bundle, leaf: Leaf, id: string): boolean {
  if (!bundle.knows(id)) return false;
  if (typeof leaf !== 'string') {
    const { attributes = {} } = bundle.entitlement(id);
    return Object.entries(leaf.class).every(
      ([name, value]) => Object.hasOwn(attributes, name) && attributes[name] === value,
    );
  }
  if (leaf.startsWith('role:'))
    return bundle.knows(leaf) && bundle.contents(leaf).some((spec) => spec.id === id);
  return fitsPattern(leaf, id);
}

/** `*` stands for any characters within one segment; a last segment that is only `*` for one or more segments. */
function fitsPattern(pattern: string, id: string): boolean {
  const [wanted, given] = [pattern.split(':'), id.split(':')];
  const isOpen = wanted.at(-1) === '*';
  const isLong = isOpen ? given.length >= wanted.length : given.length === wanted.length;
  return isLong && wanted.every((segment, n) => fitsSegment(segment, given[n] ?? ''));
}

function fitsSegment(pattern: string, text: string): boolean {
  const [head = '', ...inner] = pattern.split('*');
  const tail = inner.pop();
  if (tail === undefined) return pattern === text;
  if (!text.startsWith(head) || !text.slice(head.length).endsWith(tail)) return false;
  let rest = text.slice(head.length, text.length - tail.length);
  return inner.every((part) => {
    const at = rest.indexOf(part);
    rest = rest.slice(at + part.length);
    return at >= 0;
  });
}
