import type { StatementType } from '@countersign/contracts';
import { statementSchemas } from '@countersign/contracts';
import {
  bundleType,
  type BundleDocument,
  type KeyRegistryDocument,
  type RegisteredKey,
  registryType,
} from '@countersign/contracts/governance';
import { upstreamSchemas } from '@countersign/contracts/upstream';
import { Bundle, type Custodians, KeyRegistry, type Trust, sha256 } from '@countersign/statement';
import { addSignature, signCustodial } from '@countersign/statement/sign';
import { aBundle } from './a-bundle.js';
import { aMonday, ms } from './fixed-clock.js';
import { type Change, changed, type Plain } from './plain.js';
import { signingKeyOf, testKey } from './test-key.js';

/** Services that sign statements, by their Kafka principal; the part before `-` is the duty. */
export const principals = [
  'request',
  'policy',
  'approval',
  'provisioning',
  'connector-erp',
  'observer-erp',
] as const;

/** People whose offline keys make law. */
export const custodianNames = ['anna', 'boris', 'carla'] as const;

const statementTypesOf = (principal: string) =>
  Object.keys(statementSchemas).filter((type) => type.startsWith(`${principal.split('-')[0]}.`));

const factTypes = Object.keys(upstreamSchemas).filter((type) => !type.startsWith('access.'));

/** What each key of the usual registry may sign: services their own duty's statements, `hr` facts, `itsm` only heartbeats. */
const duties: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(principals.map((principal) => [principal, statementTypesOf(principal)])),
  hr: factTypes,
  itsm: ['source.heartbeat.v1'],
};

const registered = (signer: string, types: readonly string[]): Plain<RegisteredKey> => {
  const { kid, x } = testKey(signer);
  return { kid, x, signer, types, from: aMonday - 365 * ms.day, until: null };
};

/** Everybody's keys in one deployment, and the documents that make them believed. */
export interface Keyring {
  readonly deployment: string;
  /** The pinned trust anchor: 2 of anna, boris, carla. */
  readonly custodians: Custodians;
  /** The key registry's document; the change may take keys away, add or alter them. */
  registryDocument(change?: Change<Plain<KeyRegistryDocument>>): KeyRegistryDocument;
  registry(change?: Change<Plain<KeyRegistryDocument>>): KeyRegistry;
  /** A bundle without the custodians' signatures, as a verifier holds it after checking them. */
  bundle(change?: Change<Plain<BundleDocument>>): Bundle;
  /** What a verifier believes. */
  trust(bundle?: Bundle, registry?: KeyRegistry): Trust;
  /** The bytes of a bundle or registry with these custodians' signatures. */
  signedBundle(document: BundleDocument, by?: readonly string[]): Promise<Buffer>;
  signedRegistry(document: KeyRegistryDocument, by?: readonly string[]): Promise<Buffer>;
}

/** Which service has the duty of a statement type; the one of system `erp` where every system has its own. */
export const principalFor = (type: StatementType): string =>
  principals.find((principal) => principal.split('-')[0] === type.split('.')[0]) as string;

/** A document in the custodians' envelope (JWS, general JSON serialisation), signed by these, in this order. */
export async function signedByCustodians(
  type: string,
  document: object,
  by: readonly string[],
): Promise<Buffer> {
  const [first, ...others] = await Promise.all(by.map((name) => signingKeyOf(name)));
  if (!first) throw new TypeError('a signed document needs a signer');
  let signed = await signCustodial(type, document, first);
  for (const key of others) signed = await addSignature(type, signed, key);
  return Buffer.from(JSON.stringify(signed));
}

/** The keys of a deployment. Other deployments have the same keys, so that only the deployment's name can tell them apart. */
export function keyring(deployment = 'acme'): Keyring {
  const custodians: Custodians = {
    deployment,
    threshold: 2,
    custodians: custodianNames.map((name) => ({
      name,
      kid: testKey(name).kid,
      x: testKey(name).x,
    })) as unknown as Custodians['custodians'],
  };
  const registryDocument = (change?: Change<Plain<KeyRegistryDocument>>) =>
    changed<Plain<KeyRegistryDocument>>(
      {
        deployment,
        number: 3,
        issued: aMonday - 30 * ms.day,
        validUntil: aMonday + 365 * ms.day,
        keys: Object.entries(duties).map(([signer, types]) => registered(signer, types)),
      },
      change,
    ) as KeyRegistryDocument;
  const registry = (change?: Change<Plain<KeyRegistryDocument>>) => {
    const document = registryDocument(change);
    return new KeyRegistry(document, sha256(JSON.stringify(document)));
  };
  const bundle = (change?: Change<Plain<BundleDocument>>) => {
    const document = changed(aBundle({ deployment }) as Plain<BundleDocument>, change) as BundleDocument;
    return new Bundle(document, sha256(JSON.stringify(document)));
  };
  return {
    deployment,
    custodians,
    registryDocument,
    registry,
    bundle,
    trust: (law = bundle(), keys = registry()) => ({ custodians, bundle: law, registry: keys }),
    signedBundle: (document, by = ['anna', 'boris']) => signedByCustodians(bundleType, document, by),
    signedRegistry: (document, by = ['anna', 'boris']) => signedByCustodians(registryType, document, by),
  };
}
