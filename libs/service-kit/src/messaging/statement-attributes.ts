import type { Hash } from '@countersign/contracts';
import type { Attributes } from '@opentelemetry/api';

/** A statement as far as a trace shows it. */
interface Shown {
  readonly type: string;
  readonly hash: Hash;
  readonly body: unknown;
}

interface Told {
  readonly request?: string;
  readonly hr?: Hash;
  readonly outcome?: string;
  readonly conflicts?: readonly { readonly rule: string }[];
  readonly reasons?: readonly { readonly code: string }[];
  readonly results?: readonly { readonly result: string }[];
}

const some = (key: string, values: readonly string[] | undefined): Attributes =>
  values?.length ? { [key]: [...new Set(values)] } : {};

/** `policy.vetoed.v1` says `vetoed`. */
const saidBy = (type: string): string => type.split('.').at(-2) ?? type;

/**
 * What traces show of a statement: the request and h(r), what it says came about, by which rules and for which reasons. Ids and
 * codes only; persons and words stay in the statement.
 */
export function attributesOf({ type, hash, body }: Shown): Attributes {
  const { request, hr, outcome, conflicts, reasons, results } = (body ?? {}) as Told;
  const asked = type === 'request.submitted.v1' ? hash : hr;
  return {
    'countersign.outcome': outcome ?? saidBy(type),
    ...(request === undefined ? {} : { 'countersign.request': request }),
    ...(asked === undefined ? {} : { 'countersign.request.hash': asked }),
    ...some(
      'countersign.rules',
      conflicts?.map(({ rule }) => rule),
    ),
    ...some(
      'countersign.reasons',
      reasons?.map(({ code }) => code),
    ),
    ...some(
      'countersign.results',
      results?.map(({ result }) => result),
    ),
  };
}
