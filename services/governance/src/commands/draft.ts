import { bundleType, registryType } from '@countersign/contracts/governance';
import { needed } from '../arguments.js';
import { type DocumentType, type OpenDocument, openDocument } from '../document-file.js';
import { UsageError } from '../governance.errors.js';
import type { Numbering } from '../load/make-bundle.js';
import { defaultValidDays } from './command.js';

const names = { [bundleType]: 'bundle', [registryType]: 'key registry' } as const;

/** Opens the document that `--previous` names, if it is there. Throws `USAGE` when it is of another type. */
export function previousDocument<T extends DocumentType>(
  type: T,
  file: string | undefined,
): Extract<OpenDocument, { readonly type: T }> | undefined {
  if (file === undefined) return undefined;
  const document = openDocument(file);
  if (document.type !== type) throw new UsageError(`\`${file}\` is no ${names[type]}`);
  return document as Extract<OpenDocument, { readonly type: T }>;
}

interface NumberingOptions {
  readonly deployment?: string;
  readonly number?: number;
  readonly 'valid-days'?: number;
}

/** Deployment and number of a draft as its options say, else as they follow from the document before it. Throws `USAGE`. */
export const numberingOf = (
  options: NumberingOptions,
  previous: OpenDocument | undefined,
  issued: number,
): Numbering => ({
  deployment: needed('deployment', options.deployment ?? previous?.document.deployment),
  number: options.number ?? (previous?.document.number ?? 0) + 1,
  issued,
  validDays: options['valid-days'] ?? defaultValidDays,
});
