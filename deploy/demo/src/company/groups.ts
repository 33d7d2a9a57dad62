import { cast } from './cast.js';
import { managers, staff } from './organisation.js';

const numbers = (workers: readonly { readonly n: number }[]): readonly number[] => workers.map(({ n }) => n);

/** The groups that the sample bundle's routes ask, and who is in them, by personnel number. */
export const groups: Readonly<Record<string, readonly number[]>> = {
  /** The managers of all departments with ERP accounts. */
  'group:process-owners': numbers(managers.filter(({ erp }) => erp)),
  'group:internal-control': numbers(staff('internal-audit', 'control-officer')),
  'group:finance-controllers': numbers(staff('general-ledger', 'controller')),
  'group:risk-committee': [1002, 1003, 1013],
};

/** Everybody who decides anything: they have a voting key. */
export const approvers: readonly number[] = [...new Set(Object.values(groups).flat())].sort((a, b) => a - b);

/** Everybody who signs in: whoever has an ERP account, and the joiner. */
export const signsIn = (
  workers: readonly { readonly n: number; readonly erp: boolean }[],
): readonly number[] => [...numbers(workers.filter(({ erp }) => erp)), cast.joiner];
