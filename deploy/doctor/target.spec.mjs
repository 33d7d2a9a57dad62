// Which rights on a target the doctor compares with the reviewed ones; on a running system: test/e2e/doctor.e2e.spec.ts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concernsUs } from './target.mjs';

const concerns = concernsUs(['countersign_connector', 'countersign_observer']);

describe('a right on a target concerns us', () => {
  for (const right of [
    'countersign_connector UPDATE erp.vendors',
    'countersign_observer starts with default_transaction_read_only=on',
    'u1037 is a member of countersign_connector',
    'u1037 is a member of countersign_grantor WITH ADMIN',
    'countersign_grantor CREATEROLE LOGIN',
    'u1037 UPDATE countersign.place',
    'u1037 UPDATE countersign.place(state)',
    'PUBLIC INSERT countersign.managed_role',
    'u1037 owns countersign.place',
    'u1037 owns function countersign.give(text,text) SECURITY DEFINER',
    'PUBLIC EXECUTE function countersign.give(text,text) SECURITY DEFINER',
    'u1037 CREATE schema countersign',
    'u1037 USAGE schema countersign WITH GRANT OPTION',
    'PUBLIC EXECUTE every new f of countersign_grantor',
  ])
    it(right, () => assert.equal(concerns(right), true));
});

describe('a right on a target is its own business', () => {
  for (const right of [
    'u1037 UPDATE erp.vendors',
    'u1037 is a member of erp_payment_release',
    'countersign_grantor is a member of erp_payment_release WITH ADMIN',
    'countersign_grantor SELECT erp.vendors WITH GRANT OPTION',
    'PUBLIC USAGE schema erp',
    'u1037 UPDATE other.countersign',
  ])
    it(right, () => assert.equal(concerns(right), false));
});
