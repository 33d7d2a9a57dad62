import type { BundleDocument, RouteSpec } from '@countersign/contracts/governance';
import { type ListSection, listSections, type SingleSection, singleSections } from '../content.js';
import { type Entry, looserEntry, looserWhole } from './looser.js';

/** One difference between two bundles. `looser`: why somebody may get more, or more easily, than before. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed';
  /** E.g. `rule P2P-01`. */
  readonly what: string;
  /** Members that differ, with both values, e.g. `effect prohibit > time-bound`. */
  readonly members: readonly string[];
  readonly looser: readonly string[];
}

const singular: Readonly<Record<ListSection, string>> = {
  systems: 'system',
  dimensions: 'dimension',
  entitlements: 'entitlement',
  roles: 'role',
  duties: 'duty',
  rules: 'rule',
  edges: 'edge',
  exceptions: 'exception',
  recognised: 'recognised power',
  sources: 'source',
  birthrights: 'birthright',
  routes: 'route',
};

/** What a custodian is about to change: every entry that is added, removed or differs, and what of it loosens the law. */
export const compareBundles = (before: BundleDocument, after: BundleDocument): Difference[] => [
  ...singleSections.flatMap((section) => whole(section, before, after)),
  ...listSections.flatMap((section) => entries(section, before, after)),
  ...routeOrder(before.routes, after.routes),
];

function whole(name: SingleSection, before: BundleDocument, after: BundleDocument): Difference[] {
  if (same(before[name], after[name])) return [];
  const members = [spell(name, before[name], after[name])];
  const change = before[name] === undefined ? 'added' : after[name] === undefined ? 'removed' : 'changed';
  return [{ change, what: name, members, looser: looserWhole(name, before, after) }];
}

function entries(section: ListSection, before: BundleDocument, after: BundleDocument): Difference[] {
  const old = byId(before[section]);
  const now = byId(after[section]);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    const members = differing(was, is);
    if (was && is && members.length === 0) return [];
    const change = was ? (is ? 'changed' : 'removed') : 'added';
    return [{ change, what: `${singular[section]} ${id}`, members, looser: looserEntry(section, was, is) }];
  });
}

/** The first route that fits counts, so their order is law. */
function routeOrder(before: readonly RouteSpec[], after: readonly RouteSpec[]): Difference[] {
  const shared = (of: readonly RouteSpec[], other: readonly RouteSpec[]) =>
    of.map(({ id }) => id).filter((id) => other.some((route) => route.id === id));
  const [was, is] = [shared(before, after), shared(after, before)];
  return same(was, is)
    ? []
    : [{ change: 'changed', what: 'order of routes', members: [spell('order', was, is)], looser: [] }];
}

function differing(before: Entry | undefined, after: Entry | undefined): string[] {
  if (!before || !after) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !same(before[name], after[name]))
    .map((name) => spell(name, before[name], after[name]));
}

const byId = (list: readonly { readonly id: string }[]) =>
  new Map(list.map((entry) => [entry.id, entry as Entry]));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const spell = (name: string, before: unknown, after: unknown): string =>
  `${name} ${text(before)} > ${text(after)}`;
const text = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
