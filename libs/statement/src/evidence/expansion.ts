import type { AccountRef, AskedItem, Item, Line } from '@countersign/contracts';
import type { BirthrightSpec, EntitlementSpec } from '@countersign/contracts/governance';
import { levels } from '@countersign/contracts/governance';
import type { Bundle } from '../bundle.js';
import { CannotExpand } from '../errors.js';
import type { Worker } from './people.js';

/** What the items of a request come down to under one bundle. */
export interface Expansion {
  readonly entitlements: readonly EntitlementSpec[];
  readonly lines: readonly Line[];
}

/** The catalogued name that an item asks for. */
export const itemName = (item: AskedItem): string => ('role' in item ? item.role : item.entitlement);

/**
 * What is asked, under one bundle: an entitlement, or the one version of a role that is in force. Throws `CANNOT_EXPAND` for an unknown name,
 * for a version that is not in force, and for a scope: no dimension is judged yet, and what is not judged is not given.
 */
export function inForce(bundle: Bundle, asked: AskedItem): Item {
  const name = itemName(asked);
  if (Object.keys(asked.scope).length > 0)
    throw new CannotExpand(
      `\`${name}\` is asked within a scope, which nothing judges yet; ask for all of it`,
    );
  if (!('role' in asked)) return { entitlement: bundle.entitlement(name).id, scope: {} };
  const { id, version } = bundle.role(name);
  if (asked.version !== undefined && asked.version !== version)
    throw new CannotExpand(
      `version ${asked.version} of \`${id}\` was asked, version ${version} is in force; ask again`,
      { details: { role: id, asked: asked.version, version } },
    );
  return { role: id, version, scope: {} };
}

/**
 * Most lines that one request may come down to, and most bytes of them as JSON. Assessment and clearance hold them all, both are part of the
 * evidence in base64 of base64, and that must fit into one message of 256 KiB beside votes and facts: so there are no more of them from
 * the beginning, before anything is reserved.
 */
const max = { lines: 250, bytes: 48_000 };

/**
 * Expands items to lines, each entitlement once, on the beneficiary's first account of its system; order by entitlement id.
 * Deterministic: every verifier gets the same. Throws `CANNOT_EXPAND` (see {@link inForce}; no account there; too many lines).
 */
export function expandRequest(
  bundle: Bundle,
  items: readonly Item[],
  accounts: readonly AccountRef[],
): Expansion {
  const all = new Map<string, EntitlementSpec>();
  for (const item of items)
    for (const spec of bundle.contents(itemName(inForce(bundle, item)))) all.set(spec.id, spec);
  const entitlements = [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (entitlements.length === 0 || entitlements.length > max.lines)
    throw new CannotExpand(
      `request comes down to ${entitlements.length} lines; 1 to ${max.lines} are possible`,
    );
  const lines = entitlements.map((spec) => {
    const system = spec.id.split(':')[0] as Line['system'];
    const account = accounts.find((candidate) => candidate.system === system);
    if (!account)
      throw new CannotExpand(`beneficiary has no account on \`${system}\``, { details: { system } });
    return { system, account: account.account, permission: spec.permission, entitlement: spec.id, scope: {} };
  });
  const bytes = Buffer.byteLength(JSON.stringify(lines));
  if (bytes > max.bytes)
    throw new CannotExpand(`request comes down to ${bytes} bytes of lines; ${max.bytes} are possible`);
  return { entitlements, lines };
}

const rank = (level: (typeof levels)[number]) => levels.indexOf(level);

/** The highest of some levels. */
export const highest = (of: readonly (typeof levels)[number][]): (typeof levels)[number] =>
  of.reduce((top, level) => (rank(level) > rank(top) ? level : top), 'low');

const fits = (values: readonly string[], value: string) => values.length === 0 || values.includes(value);

/** Whether a birthright rule is for this worker. */
export const birthrightFits = (rule: BirthrightSpec, worker: Worker): boolean =>
  fits(rule.departments, worker.department) && fits(rule.jobs, worker.job);

/** Whether everything a birthright gives lies at or below the bundle's bound; above it a person must decide. */
export const withinBirthrightBound = (bundle: Bundle, entitlements: readonly EntitlementSpec[]): boolean =>
  entitlements.every((spec) => rank(spec.sensitivity) <= rank(bundle.document.birthrightBound));

/** The birthright rules of a bundle for a worker, in order of their ids. */
export const birthrightsFor = (bundle: Bundle, worker: Worker): readonly BirthrightSpec[] =>
  bundle.document.birthrights
    .filter((rule) => birthrightFits(rule, worker))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
