import { readArguments } from '../arguments.js';
import { readAnchor, verifySoFar } from '../custody.js';
import { openDocument } from '../document-file.js';
import { describeDocument } from '../sign/describe-document.js';
import type { CommandContext } from './command.js';

const spec = { custodians: 'text', previous: 'text' } as const;

/** `show <document>`: number, hash, validity, what it changes; with `--custodians` also who has signed, after checking it. */
export async function show({ args, print, clock }: CommandContext): Promise<void> {
  const { operands, options } = readArguments(args, spec, [1, 1]);
  const document = openDocument(operands[0] ?? '');
  const previous = options.previous === undefined ? undefined : openDocument(options.previous);
  const anchor = options.custodians === undefined ? undefined : readAnchor(options.custodians);
  if (anchor && document.signed) await verifySoFar(document.type, document.signed.bytes, anchor, clock.now());
  for (const line of describeDocument(document, anchor, previous)) print(line);
}
