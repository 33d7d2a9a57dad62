import type { Attempts } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { refusal } from './refusal.js';

/** The two halves of P2P-01 in two target systems: who keeps vendors in the ERP does not release payment files at the bank. */
export const vendors = ['erp:vendor:create'];
export const release = ['bank:login:use', 'bank:payment-file:release'];
/** Who decides on the half at the bank: a process owner and two finance controllers. */
export const releasers = [secondOwner, 1020, 1021] as const;

/** One half in one system, the other in the other; each the first, and both in one request. */
export async function acrossSystems(scene: Scene, attempts: Attempts): Promise<void> {
  const [first = 0, second = 0, third = 0] = await scene.workforce.hires(3, 'treasury');
  const asked = (n: number, items: readonly string[]) => ({
    ...{ requester: clerk, beneficiary: personOf(n), items },
  });
  await scene.requests.gets(asked(first, vendors), firstOwner);
  const atBank = await refusal(scene, asked(first, release));
  attempts.equal('a half in the ERP, then the other at the bank', 'P2P-01', atBank);
  await scene.requests.gets(asked(second, release), ...releasers);
  const isThere = (await scene.bank.holds(accountOf(second))).includes('role:bank_file_release');
  const inErp = await refusal(scene, asked(second, vendors));
  attempts.equal('a half at the bank, then the other in the ERP', 'P2P-01', inErp, isThere);
  const both = await refusal(scene, asked(third, [...release, ...vendors]));
  attempts.equal('both halves, in two systems, at once', 'P2P-01', both);
}
