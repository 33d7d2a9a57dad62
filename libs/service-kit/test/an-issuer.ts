import type { Draft } from '@countersign/contracts';
import { signingKeyOf } from '@countersign/testing';
import type { DataSource } from 'typeorm';
import { type IssuerOptions, StatementIssuer } from '../src/messaging/statement-issuer.js';
import { clock, deployment } from './a-trust.js';

export const theRequest = 'r-0123456789abcdefghijkl';
const hash = 'A'.repeat(43);

/** Drafts as a duty's own constructors make them; their bodies fit the schemas. */
export const withdrew = (request = theRequest): Draft<'policy.withdrew.v1'> =>
  ({
    type: 'policy.withdrew.v1',
    body: {
      request,
      hr: hash,
      clearance: null,
      reasons: [{ code: 'EPOCH_RAISED', message: 'a root changed' }],
    },
  }) as unknown as Draft<'policy.withdrew.v1'>;

export const alive = (body: object): Draft<'policy.alive.v1', never> =>
  ({ type: 'policy.alive.v1', body }) as unknown as Draft<'policy.alive.v1', never>;

/** Policy's issuer on some topics. */
export async function anIssuer(
  dataSource: DataSource,
  topics: readonly string[],
  options: Partial<IssuerOptions> = {},
): Promise<StatementIssuer> {
  const key = await signingKeyOf('policy');
  return StatementIssuer.open({
    dataSource,
    key,
    deployment,
    principal: 'policy',
    topics,
    clock,
    ...options,
  });
}
