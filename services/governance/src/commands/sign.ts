import { isDeepStrictEqual } from 'node:util';
import { bundleType } from '@countersign/contracts/governance';
import { readSecretFile } from '@countersign/service-kit/config';
import { needed, readArguments } from '../arguments.js';
import { readAnchor } from '../custody.js';
import { type OpenDocument, openDocument, writeJson } from '../document-file.js';
import { SigningRefused, UsageError } from '../governance.errors.js';
import { loadPolicy, readPolicyFolder } from '../load/load-policy.js';
import { describeDocument } from '../sign/describe-document.js';
import { signDocument } from '../sign/sign-document.js';
import type { CommandContext } from './command.js';

const spec = {
  custodian: 'text',
  custodians: 'text',
  previous: 'text',
  policy: 'text',
  out: 'text',
} as const;

/**
 * `sign <document>`: one custodian, on her own machine, without a network. Shows what she signs and what it changes. With `--policy` the
 * draft must say exactly what her own copy of the sources says.
 */
export async function sign({ args, print, clock }: CommandContext): Promise<void> {
  const { operands, options } = readArguments(args, spec, [1, 1]);
  const file = operands[0] ?? '';
  const document = openDocument(file);
  const anchor = readAnchor(needed('custodians', options.custodians));
  const previous = options.previous === undefined ? undefined : openDocument(options.previous);
  for (const line of describeDocument(document, anchor, previous)) print(line);
  if (options.policy !== undefined) comparePolicy(document, options.policy);
  const key = readSecretFile(needed('custodian', options.custodian));
  const signed = await signDocument(document, { anchor, key, now: clock.now(), previous });
  const out = options.out ?? file.replace(/(\.signed)?(\.json)?$/, '.signed.json');
  writeJson(out, signed);
  print(
    `signed, ${signed.signatures.length} of ${anchor.threshold} signatures that are needed are in \`${out}\``,
  );
}

/** What a custodian has read is what she signs. */
function comparePolicy(document: OpenDocument, folder: string): void {
  if (document.type !== bundleType) throw new UsageError('`--policy` is for bundles');
  const { deployment, number, issued, validUntil, ...content } = document.document;
  const { content: own } = loadPolicy(folder, readPolicyFolder(folder));
  const differing = (Object.keys(own) as (keyof typeof own)[]).filter(
    (name) => !isDeepStrictEqual(own[name], content[name]),
  );
  if (differing.length > 0)
    throw new SigningRefused(
      `bundle ${number} of ${deployment} (${issued} to ${validUntil}) differs from \`${folder}\` in ${differing.join(', ')}`,
    );
}
