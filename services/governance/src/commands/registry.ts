import { registryType } from '@countersign/contracts/governance';
import { needed, readArguments } from '../arguments.js';
import { draftOf, readBytes, writeJson } from '../document-file.js';
import { makeRegistry } from '../registry/make-registry.js';
import { readPublicKeys } from '../registry/public-keys.js';
import { readSigningRights } from '../registry/signing-rights.js';
import type { CommandContext } from './command.js';
import { numberingOf, previousDocument } from './draft.js';

const spec = {
  keys: 'text',
  duties: 'text',
  out: 'text',
  deployment: 'text',
  number: 'number',
  'valid-days': 'number',
  previous: 'text',
  'overlap-hours': 'number',
  revoke: 'texts',
} as const;

/** `registry`: makes the draft of a key registry of public keys and `deploy/duties.yaml`; with `--previous` it rotates and revokes. */
export function registry({ args, print, clock }: CommandContext): void {
  const { options } = readArguments(args, spec, [0, 0]);
  const previous = previousDocument(registryType, options.previous);
  const duties = needed('duties', options.duties);
  const keys = needed('keys', options.keys);
  const document = makeRegistry({
    ...numberingOf(options, previous, clock.now()),
    rights: readSigningRights(duties, readBytes(duties)),
    keys: readPublicKeys(keys, readBytes(keys)),
    previous: previous?.document,
    overlapHours: options['overlap-hours'],
    revoke: options.revoke,
  });
  const out = needed('out', options.out);
  writeJson(out, draftOf({ type: registryType, document }));
  print(
    `draft of key registry ${document.number} with ${document.keys.length} keys is in \`${out}\`; sign it with \`sign\``,
  );
}
