import { bundleType, registryType } from '@countersign/contracts/governance';
import { readSecretFile } from '@countersign/service-kit/config';
import type { Custodians } from '@countersign/statement';
import { needed, readArguments } from '../arguments.js';
import { publishingSettings } from '../config.js';
import { publishedBytes, readAnchor } from '../custody.js';
import { type Governed, type OpenDocument, openDocument, readBytes } from '../document-file.js';
import { UsageError } from '../governance.errors.js';
import { loadPolicy, readPolicyFolder } from '../load/load-policy.js';
import { makeBundle } from '../load/make-bundle.js';
import { GovernanceTopic } from '../publish/governance-topic.js';
import { highestOf, publishDocuments } from '../publish/publish-documents.js';
import { makeRegistry } from '../registry/make-registry.js';
import { readPublicKeys } from '../registry/public-keys.js';
import { readSigningRights } from '../registry/signing-rights.js';
import { signDocument } from '../sign/sign-document.js';
import { type CommandContext, defaultValidDays } from './command.js';
import { describe } from './publish.js';

const spec = {
  policy: 'text',
  duties: 'text',
  keys: 'text',
  custodian: 'texts',
  'valid-days': 'number',
} as const;

/**
 * `bootstrap`: plays the custodians of a machine that has all their keys, a demonstration or a test: makes the next registry and bundle,
 * signs them with every `--custodian` given, and publishes both. A deployment that means it uses `load`, `registry`, `sign` and `publish`.
 */
export async function bootstrap({ args, print, clock }: CommandContext): Promise<void> {
  const { options } = readArguments(args, spec, [0, 0]);
  const { deployment, custodiansFile, kafka } = publishingSettings();
  const anchor = readAnchor(custodiansFile);
  if (anchor.deployment !== deployment)
    throw new UsageError(
      `the custodians are of \`${anchor.deployment}\`, COUNTERSIGN_DEPLOYMENT is \`${deployment}\``,
    );
  const keys = needed('custodian', options.custodian).map(readSecretFile);
  const topic = new GovernanceTopic(kafka);
  const highest = await highestOf(await topic.read(), anchor);
  const now = clock.now();
  const numbering = (type: OpenDocument['type']) => ({
    deployment,
    number: (highest.get(type)?.document.number ?? 0) + 1,
    issued: now,
    validDays: options['valid-days'] ?? defaultValidDays,
  });
  const folder = needed('policy', options.policy);
  const duties = needed('duties', options.duties);
  const publicKeys = needed('keys', options.keys);
  const previous = highest.get(registryType);
  const drafts: Governed[] = [
    {
      type: registryType,
      document: makeRegistry({
        ...numbering(registryType),
        rights: readSigningRights(duties, readBytes(duties)),
        keys: readPublicKeys(publicKeys, readBytes(publicKeys)),
        previous: previous?.type === registryType ? previous.document : undefined,
      }),
    },
    {
      type: bundleType,
      document: makeBundle(loadPolicy(folder, readPolicyFolder(folder)).content, numbering(bundleType)),
    },
  ];
  const signed = await Promise.all(drafts.map((draft) => signedBy(draft, keys, anchor, now)));
  for (const publication of await publishDocuments(signed, topic, anchor, now)) print(describe(publication));
}

async function signedBy(
  draft: Governed,
  keys: readonly string[],
  anchor: Custodians,
  now: number,
): Promise<OpenDocument> {
  const file = Buffer.from(JSON.stringify({ draft: draft.type, document: draft.document }));
  let document = openDocument('the draft', file);
  for (const key of keys)
    document = openDocument(
      'the document',
      publishedBytes(await signDocument(document, { anchor, key, now })),
    );
  return document;
}
