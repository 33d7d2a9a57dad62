import type { StatementType, Statements } from '@countersign/contracts';

const ordered = ({ desired }: Statements['provisioning.ordered.v1']) =>
  desired.grants.map(({ request }) => request as string);
const answered = ({ order, results }: Statements['connector.answered.v1']) => [
  order,
  ...results.map(({ clearance }) => clearance),
];

/** Requests and documents that a statement is about: what the story of a request is found by. None: it belongs to no request's story. */
export function referencesOf(type: StatementType, body: unknown): string[] {
  if (type === 'provisioning.ordered.v1') return ordered(body as Statements['provisioning.ordered.v1']);
  if (type === 'connector.answered.v1') return answered(body as Statements['connector.answered.v1']);
  if (type === 'connector.ended.v1') return [...(body as Statements['connector.ended.v1']).ended];
  const { request } = body as { readonly request?: unknown };
  return typeof request === 'string' ? [request] : [];
}
