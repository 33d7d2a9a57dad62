import type { StatementType } from '@countersign/contracts';
import { aMonday, keyring, outcomeOf, principalFor, StatementWriter } from '@countersign/testing';
import { sha256 } from '@countersign/statement';
import { headersFor } from '../../test/a-chain.js';
import { statementDecoder } from './statement.decoder.js';

const decode = statementDecoder(() => keyring().registry());
const place = { account: 'u1001', permission: 'role:erp_vendor_create' };
const held = { grants: [], adopted: false };
const ordered = { ...place, desired: held, token: 1, applyBefore: null };
const answered = {
  ...{ ...place, order: sha256('o'), token: 1, newest: 1, state: held },
  ...{ outcome: 'done', code: null, results: [], verified: [], findings: [] },
};

/** What becomes of a genuine statement about `system` that lies on a topic of the same signer. */
async function outcome(type: StatementType, body: object, system: string, topic: string): Promise<string> {
  const iss = principalFor(type);
  const envelope = { chain: `${iss}.${topic}.1` };
  const { jws, hash } = await new StatementWriter().write(type, { ...body, system }, { envelope });
  const value = Buffer.from(jws);
  const headers = Object.entries(headersFor(hash, type, iss)).map(
    ([name, text]) => [name, Buffer.from(text)] as const,
  );
  const at = { cluster: 'c', topic, partition: 0, offset: '0', appendedAt: aMonday };
  return outcomeOf(() => decode({ ...at, key: Buffer.from('erp u1001'), value, headers }));
}

describe('a statement about a system', () => {
  it.each<[StatementType, object, string]>([
    ['provisioning.ordered.v1', ordered, 'provisioning.erp'],
    ['provisioning.ordered.v1', ordered, 'provisioning.erp.urgent'],
    ['connector.answered.v1', answered, 'connector.erp'],
  ])('`%s` is taken from that system’s topic and from no other’s', async (type, body, topic) => {
    expect(await outcome(type, body, 'erp', topic)).toBe('ok');
    expect(await outcome(type, body, 'crm', topic)).toBe('WRONG_TOPIC');
  });
});
