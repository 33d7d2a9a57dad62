import type { Statements } from './statements.js';

/** A request that was accepted and has come to no end. */
export interface Lost {
  readonly request: string;
  /** What was said of it last. */
  readonly last: string;
  /** Who asked, for whom, and why, as it was signed. */
  readonly asked?: string;
}

/** What ends a request for good, whatever came before. */
const final = ['policy.vetoed.v1', 'approval.denied.v1', 'approval.lapsed.v1', 'request.withdrawn.v1'];

/**
 * Requests without a final state: neither refused nor withdrawn, nor all of their lines applied by the connector's own answer. `accepted`:
 * reasons that were given with requests which a service said it took; each must have become a request.
 */
export function lostIn(statements: Statements, accepted: readonly string[] = []): Lost[] {
  const ended = new Set(
    [
      ...final.flatMap((type) => statements.of(type)),
      // what names no clearance takes the whole request back
      ...statements.of('policy.withdrew.v1').filter(({ body }) => body.clearance === null),
    ].map(({ body }) => body.request as string),
  );
  const applied = new Set(
    statements
      .of('connector.answered.v1')
      .flatMap(({ body }) => [
        ...body.results
          .filter(({ result }: { result: string }) => result === 'applied')
          .map(({ clearance }: { clearance: string }) => `${clearance} ${body.account} ${body.permission}`),
      ]),
  );
  const done = new Set(
    statements
      .of('policy.cleared.v1')
      .filter(({ body, hash }) =>
        body.lines.every((line: Record<string, string>) =>
          applied.has(`${hash} ${line['account']} ${line['permission']}`),
        ),
      )
      .map(({ body }) => body.request as string),
  );
  const submitted = statements.of('request.submitted.v1');
  const reasons = new Set(submitted.map(({ body }) => body.reason as string));
  const never = accepted.filter((reason) => !reasons.has(reason));
  const lastOf = (request: string) =>
    statements.all
      .filter(({ body }) => body?.request === request)
      .sort((a, b) => a.iat - b.iat)
      .at(-1)?.type ?? '';
  return [
    ...never.map((reason) => ({ request: reason, last: 'accepted, and never heard of again' })),
    ...submitted
      .filter(({ body }) => !ended.has(body.request) && !done.has(body.request))
      .map(({ body: { request, requester, beneficiary, reason } }) => ({
        ...{ request, last: lastOf(request) },
        asked: `${requester} for ${beneficiary}: ${reason}`,
      })),
  ];
}
