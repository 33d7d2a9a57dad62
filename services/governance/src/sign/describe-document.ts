import { type BundleDocument, type KeyRegistryDocument, bundleType } from '@countersign/contracts/governance';
import type { Custodians } from '@countersign/statement';
import { compareBundles } from '../check/compare-bundles.js';
import { listSections } from '../content.js';
import { signersOf } from '../custody.js';
import type { OpenDocument } from '../document-file.js';

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** What a custodian reads before she signs: which document it is, what it changes, what gets looser, who has signed. */
export function describeDocument(
  document: OpenDocument,
  anchor?: Custodians,
  previous?: OpenDocument,
): string[] {
  const { type, document: body, hash, signed } = document;
  const signers = signed && anchor ? signersOf(signed.custodial, anchor) : [];
  return [
    `${type} number ${body.number} of deployment ${body.deployment}`,
    `hash          ${hash}`,
    `valid         ${day(body.issued)} to ${day(body.validUntil)} UTC`,
    ...(anchor
      ? [`signed by     ${signers.join(', ') || 'nobody yet'} (${anchor.threshold} are needed)`]
      : []),
    ...(document.type === bundleType
      ? bundleLines(document.document, previous)
      : registryLines(document.document, previous)),
  ];
}

function bundleLines(bundle: BundleDocument, previous?: OpenDocument): string[] {
  const counts = listSections.map((section) => `${bundle[section].length} ${section}`).join(', ');
  if (previous?.type !== bundleType) return [`contains      ${counts}`];
  const differences = compareBundles(previous.document, bundle);
  const loosened = differences.filter(({ looser }) => looser.length > 0).length;
  return [
    `contains      ${counts}`,
    `against ${previous.document.number}: ${differences.length} differences, ${loosened} of them loosen the law`,
    ...differences.map(({ change, what, members, looser }) => {
      const detail = members.length > 0 ? `: ${members.join('; ')}` : '';
      const warning = looser.length > 0 ? `   ! LOOSER: ${looser.join(', ')}` : '';
      return `  ${change.padEnd(7)} ${what}${detail}${warning}`;
    }),
  ];
}

function registryLines(registry: KeyRegistryDocument, previous?: OpenDocument): string[] {
  const before = new Map(
    previous && previous.type !== bundleType
      ? previous.document.keys.map((key) => [key.kid as string, JSON.stringify(key)])
      : [],
  );
  return registry.keys
    .filter((key) => before.get(key.kid) !== JSON.stringify(key))
    .map(({ kid, signer, types, from, until }) => {
      const end = until === null ? 'on' : `to ${day(until)}`;
      return `  ${before.has(kid) ? 'changed' : 'added  '} ${signer}: ${kid} from ${day(from)} ${end}, signs ${types.join(', ')}`;
    });
}
