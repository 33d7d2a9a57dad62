import { isStatementType } from '@countersign/contracts';
import { isUpstreamType } from '@countersign/contracts/upstream';
import { PolicyInvalid, RegistryIncomplete } from '../governance.errors.js';
import { readYaml } from '../load/yaml-file.js';

/** Which principal may sign which types; a principal that signs nothing is in it with none. */
export type SigningRights = ReadonlyMap<string, readonly string[]>;

interface Duties {
  readonly systems: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, { readonly signs: readonly string[] }>>;
  readonly duties: Readonly<Record<string, { readonly signs: readonly string[]; readonly per?: string }>>;
}

/**
 * Reads from `deploy/duties.yaml` who signs what: services their statements, one principal for every system where the duty says `per: system`,
 * sources their events. A type that no build of ours knows is refused. Throws `POLICY_INVALID`, `REGISTRY_INCOMPLETE`.
 */
export function readSigningRights(file: string, bytes: Uint8Array): SigningRights {
  const yaml = readYaml(file, bytes);
  if ('problems' in yaml) throw new PolicyInvalid(`\`${file}\``, yaml.problems);
  const duties = yaml.value as Duties;
  if (!isShaped(duties)) throw new RegistryIncomplete(`\`${file}\` does not say who signs what`);
  const services = Object.entries(duties.duties).flatMap(([duty, { signs, per }]) => {
    refuseUnknown(file, duty, signs, isStatementType);
    const principals =
      per === 'system' ? Object.keys(duties.systems).map((system) => `${duty}-${system}`) : [duty];
    return principals.map((principal) => [principal, signs] as const);
  });
  const sources = Object.entries(duties.sources).map(([source, { signs }]) => {
    refuseUnknown(file, source, signs, isUpstreamType);
    return [source, signs] as const;
  });
  return new Map([...services, ...sources]);
}

function refuseUnknown(
  file: string,
  who: string,
  types: readonly string[],
  known: (type: string) => boolean,
): void {
  const strange = types.find((type) => !known(type));
  if (strange !== undefined)
    throw new RegistryIncomplete(`\`${file}\` lets \`${who}\` sign \`${strange}\`, a type nobody knows`);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const signsTexts = (entry: unknown): boolean =>
  isMapping(entry) && Array.isArray(entry.signs) && entry.signs.every((type) => typeof type === 'string');

const isShaped = ({ systems, sources, duties }: Partial<Duties>): boolean =>
  isMapping(systems) &&
  isMapping(sources) &&
  isMapping(duties) &&
  [...Object.values(sources), ...Object.values(duties)].every(signsTexts);
