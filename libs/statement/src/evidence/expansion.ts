import type { AccountRef, AskedItem, Item, Line, Scope } from '@countersign/contracts';
import type { BirthrightSpec, EntitlementSpec } from '@countersign/contracts/governance';
import { levels } from '@countersign/contracts/governance';
import { type Bundle, contentOf, type ScopedEntitlement } from '../bundle.js';
import { CannotExpand, ScopeRefused } from '../errors.js';
import type { PlacedPermission } from '../permission-template.js';
import { normalScope, scopeKey } from '../scope.js';
import type { Worker } from './people.js';

/** What the items of a request come down to under one bundle. */
export interface Expansion {
  readonly entitlements: readonly EntitlementSpec[];
  readonly lines: readonly Line[];
}

/** The catalogued name that an item asks for. */
export const itemName = (item: AskedItem): string => ('role' in item ? item.role : item.entitlement);

/**
 * Most lines that one request may come down to, and most bytes of them as JSON. Assessment and clearance hold them all, both are part of the
 * evidence in base64 of base64, and that must fit into one message of 256 KiB beside votes and facts: so there are no more of them from
 * the beginning, before anything is reserved.
 */
const max = { lines: 250, bytes: 48_000 };

/**
 * What is asked, under one bundle: an entitlement, or the one version of a role that is in force, within a scope in its one order. Throws
 * `CANNOT_EXPAND` for an unknown name, for a version that is not in force and for a scope that leaves nothing; `SCOPE_DIMENSION_UNKNOWN`, and
 * what {@link Bundle.permissionsOf} throws, for a scope that is kept by no target: what nothing keeps would be a lie.
 */
export function inForce(bundle: Bundle, asked: AskedItem): Item {
  const name = itemName(asked);
  const scope = normalScope(asked.scope);
  const foreign = Object.keys(scope).find((dimension) => !bundle.hasDimension(dimension));
  if (foreign !== undefined)
    throw new ScopeRefused(
      'SCOPE_DIMENSION_UNKNOWN',
      `\`${foreign}\` is not a dimension of bundle ${bundle.number}`,
    );
  const item = versionInForce(bundle, asked, scope);
  const parts = bundle.contentsWithin(name, scope);
  if (parts.length === 0) throw new CannotExpand(`\`${name}\` gives nothing within the scope asked for`);
  placed(bundle, parts);
  return item;
}

function versionInForce(bundle: Bundle, asked: AskedItem, scope: Scope): Item {
  if (!('role' in asked)) return { entitlement: bundle.entitlement(asked.entitlement).id, scope };
  const { id, version } = bundle.role(asked.role);
  if (asked.version !== undefined && asked.version !== version)
    throw new CannotExpand(
      `version ${asked.version} of \`${id}\` was asked, version ${version} is in force; ask again`,
      { details: { role: id, asked: asked.version, version } },
    );
  return { role: id, version, scope };
}

/** A part of what is asked, and the permission that it is in its target. */
interface Placed extends PlacedPermission {
  readonly spec: EntitlementSpec;
}

/** Counted before they are made: a few dimensions of many values have more combinations than memory. */
function placed(bundle: Bundle, parts: readonly ScopedEntitlement[]): Placed[] {
  const count = parts.reduce((sum, part) => sum + bundle.countOf(part), 0);
  if (count > max.lines)
    throw new CannotExpand(`request comes down to ${count} lines; 1 to ${max.lines} are possible`);
  return parts.flatMap((part) => bundle.permissionsOf(part).map((one) => ({ ...one, spec: part.spec })));
}

/**
 * Expands items to lines, each permission once, on the beneficiary's first account of its system; order by entitlement id, then permission.
 * Deterministic: every verifier gets the same. Throws what {@link inForce} throws, and `CANNOT_EXPAND` for no account there and too many lines.
 */
export function expandRequest(
  bundle: Bundle,
  items: readonly Item[],
  accounts: readonly AccountRef[],
): Expansion {
  const parts = items
    .map((item) => inForce(bundle, item))
    .flatMap((item) => bundle.contentsWithin(itemName(item), item.scope));
  const all = new Map(
    placed(bundle, distinct(parts)).map((one) => [`${one.spec.id} ${one.permission}`, one]),
  );
  const entries = [...all.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  if (entries.length === 0 || entries.length > max.lines)
    throw new CannotExpand(`request comes down to ${entries.length} lines; 1 to ${max.lines} are possible`);
  const lines = entries.map(({ spec, permission, scope }) => {
    const system = spec.id.split(':')[0] as Line['system'];
    const account = accounts.find((candidate) => candidate.system === system);
    if (!account)
      throw new CannotExpand(`beneficiary has no account on \`${system}\``, { details: { system } });
    return { system, account: account.account, permission, entitlement: spec.id, scope };
  });
  const bytes = Buffer.byteLength(JSON.stringify(lines));
  if (bytes > max.bytes)
    throw new CannotExpand(`request comes down to ${bytes} bytes of lines; ${max.bytes} are possible`);
  return { entitlements: [...new Set(entries.map(({ spec }) => spec))], lines };
}

/** What several items give in one scope is given once. */
const distinct = (parts: readonly ScopedEntitlement[]): ScopedEntitlement[] => [
  ...new Map(parts.map((part) => [`${part.spec.id} ${scopeKey(part.scope)}`, part])).values(),
];

const rank = (level: (typeof levels)[number]) => levels.indexOf(level);

/** The highest of some levels. */
export const highest = (of: readonly (typeof levels)[number][]): (typeof levels)[number] =>
  of.reduce((top, level) => (rank(level) > rank(top) ? level : top), 'low');

const fits = (values: readonly string[], value: string) => values.length === 0 || values.includes(value);

/** Whether a birthright rule is for this worker. */
export const birthrightFits = (rule: BirthrightSpec, worker: Worker): boolean =>
  fits(rule.departments, worker.department) && fits(rule.jobs, worker.job);

/** Whether a birthright rule gives each of these items within the very scope that is asked. */
export function birthrightGives(rule: BirthrightSpec, items: readonly AskedItem[]): boolean {
  const given = new Set(rule.items.map(contentOf).map(({ item, scope }) => `${item} ${scopeKey(scope)}`));
  return items.every((item) => given.has(`${itemName(item)} ${scopeKey(item.scope)}`));
}

/** Whether everything a birthright gives lies at or below the bundle's bound; above it a person must decide. */
export const withinBirthrightBound = (bundle: Bundle, entitlements: readonly EntitlementSpec[]): boolean =>
  entitlements.every((spec) => rank(spec.sensitivity) <= rank(bundle.document.birthrightBound));

/** The birthright rules of a bundle for a worker, in order of their ids. */
export const birthrightsFor = (bundle: Bundle, worker: Worker): readonly BirthrightSpec[] =>
  bundle.document.birthrights
    .filter((rule) => birthrightFits(rule, worker))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
