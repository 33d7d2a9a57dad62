import { Type, type TSchema } from 'typebox';
import { Vote, voteType } from './approval/vote.v1.js';
import { statementSchemas } from './catalogue.js';
import {
  BundleDocument,
  CustodialDocument,
  KeyRegistryDocument,
  bundleType,
  registryType,
} from './governance/index.js';
import { SourceSignature } from './request/identity-stated.v1.js';
import { Envelope, SignedHeader } from './statement.js';
import { upstreamSchemas } from './upstream/index.js';

/** The source's signature over an event has the event's own type in its header; here it needs a name of its own. */
const sourceSignature = 'source-signature';

/**
 * Every schema that somebody outside this build relies on, by its type, in order of type. Released versions are frozen: a change is a new
 * version, and `golden/` notices any other.
 */
export const releasedSchemas: Readonly<Record<string, TSchema>> = Object.fromEntries(
  Object.entries<TSchema>({
    ...statementSchemas,
    ...upstreamSchemas,
    [voteType]: Vote,
    [bundleType]: BundleDocument,
    [registryType]: KeyRegistryDocument,
    [sourceSignature]: SourceSignature,
    'signed-header': SignedHeader,
    'statement-envelope': Envelope,
    'custodial-document': CustodialDocument,
  }).sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** The payload of a signed statement: the envelope around the body of its type. */
export const statementPayload = (body: TSchema): TSchema =>
  Type.Object({ ...Envelope.properties, body }, { additionalProperties: false });

/** The one JSON text of a schema, members in order of their names: what its hash is taken of. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
