import { validator } from '@countersign/contracts';
import { KeyRegistryDocument, type RegisteredKey } from '@countersign/contracts/governance';
import { RegistryIncomplete } from '../governance.errors.js';
import type { Numbering } from '../load/make-bundle.js';
import type { PublicKeys } from './public-keys.js';
import type { SigningRights } from './signing-rights.js';

export interface RegistryOptions extends Numbering {
  readonly rights: SigningRights;
  /** The key that each principal signs with from now on. A principal that is missing keeps the key it has. */
  readonly keys: PublicKeys;
  /** The registry before this one; its keys stay, so that what was signed with them still verifies at its time. */
  readonly previous?: KeyRegistryDocument;
  /** For how long a replaced key may still be used, hours. Default 24: what is in flight must arrive. */
  readonly overlapHours?: number;
  /** Key ids that count no longer from now on, e.g. stolen ones. */
  readonly revoke?: readonly string[];
}

const hourMs = 3_600_000;
/** Clocks of hosts differ: a key counts from a minute before it was registered. */
const skewMs = 60_000;
/**
 * Before the first registry nobody signed anything, so its keys need not be told from earlier ones: they count from an hour before, and what a
 * service takes away is believed though its clock is far behind in a deployment that has just begun.
 */
const firstSkewMs = hourMs;

const parseRegistry = validator('the key registry', KeyRegistryDocument);

/** Makes a key registry, the first or the next. Throws `REGISTRY_INCOMPLETE` with everything that is missing or contradicts. */
export function makeRegistry(options: RegistryOptions): KeyRegistryDocument {
  const { deployment, number, issued, validDays, previous } = options;
  const problems = registryProblems(options);
  if (problems.length > 0)
    throw new RegistryIncomplete(`the key registry cannot be made: ${problems.join('; ')}`);
  const old = (previous?.keys ?? []).map((key) => carriedOver(key, options));
  const known = new Set<string>(old.map(({ kid }) => kid));
  const added = [...options.keys]
    .filter(([, { kid }]) => !known.has(kid))
    .flatMap((entry) => newKey(entry, options));
  return parseRegistry({
    deployment,
    number,
    issued,
    validUntil: issued + validDays * 24 * hourMs,
    keys: [...old, ...added].sort((a, b) =>
      a.signer === b.signer ? a.from - b.from : a.signer < b.signer ? -1 : 1,
    ),
  });
}

/** A principal that signs nothing has no use for a key, and gets none. */
function newKey(
  [signer, { kid, x }]: readonly [string, { kid: string; x: string }],
  { rights, issued, previous }: RegistryOptions,
): RegisteredKey[] {
  const types = [...(rights.get(signer) ?? [])].sort();
  const from = issued - (previous ? skewMs : firstSkewMs);
  return types.length === 0 ? [] : [{ kid, x, signer, types, from, until: null } as RegisteredKey];
}

/** A key of before: it ends now when it is revoked or its principal signs nothing more, soon when another replaces it. */
function carriedOver(
  key: RegisteredKey,
  { rights, keys, issued, overlapHours = 24, revoke = [] }: RegistryOptions,
): RegisteredKey {
  if (key.until !== null && key.until <= issued) return key;
  const types = rights.get(key.signer) ?? [];
  const replaced = keys.has(key.signer) && keys.get(key.signer)?.kid !== key.kid;
  if (revoke.includes(key.kid) || types.length === 0) return { ...key, until: issued };
  if (!replaced) return { ...key, types: [...types].sort() };
  return { ...key, until: Math.min(key.until ?? Infinity, issued + overlapHours * hourMs) };
}

function registryProblems({ rights, keys, previous, revoke = [], issued }: RegistryOptions): string[] {
  const old = previous?.keys ?? [];
  const lost = old.filter(
    ({ kid, signer, types, until }) =>
      until === null &&
      !revoke.includes(kid) &&
      (!keys.has(signer) || keys.get(signer)?.kid === kid) &&
      (rights.get(signer)?.length ?? 0) > 0 &&
      types.some((type) => !rights.get(signer)?.includes(type)),
  );
  const lives = (signer: string) =>
    old.some(
      (key) =>
        key.signer === signer && !revoke.includes(key.kid) && (key.until === null || key.until > issued),
    );
  const all = [
    ...old.map(({ kid, x, signer }) => ({ kid, x, signer })),
    ...[...keys].map(([signer, key]) => ({ ...key, signer })),
  ];
  const clash = (a: (typeof all)[number], b: (typeof all)[number]) =>
    (a.kid === b.kid) !== (a.x === b.x) || (a.kid === b.kid && a.signer !== b.signer);
  return [
    ...[...rights]
      .filter(([signer, types]) => types.length > 0 && !keys.has(signer) && !lives(signer))
      .map(([signer]) => `\`${signer}\` signs and has no key`),
    ...[...keys.keys()]
      .filter((signer) => !rights.has(signer))
      .map((signer) => `\`${signer}\` is no principal of the duties`),
    ...[...keys]
      .filter(([, { kid }]) => revoke.includes(kid))
      .map(([signer]) => `the new key of \`${signer}\` is among the revoked`),
    ...revoke
      .filter((kid) => !old.some((key) => key.kid === kid))
      .map((kid) => `\`${kid}\` is to be revoked and unknown`),
    ...lost.map(
      ({ kid, signer }) =>
        `\`${signer}\` may sign less than key \`${kid}\` has signed: give it a new key, so that the old one keeps its past`,
    ),
    ...all.flatMap((a, at) =>
      all
        .slice(at + 1)
        .filter((b) => clash(a, b))
        .map((b) => `\`${a.kid}\` (${a.signer}) and \`${b.kid}\` (${b.signer}) share a key or an id`),
    ),
  ];
}
