import type { ControlKind } from '@countersign/contracts/upstream';

/** A service account, workload, agent or pipeline, the account it uses in the ERP, and who can act as it. */
export interface Machine {
  readonly id: string;
  readonly account: string;
  /** Personnel number and kind of control; the first is its owner. */
  readonly controllers: readonly (readonly [n: number, how: ControlKind])[];
}

const owned = (id: string, account: string, owner: number, ...more: Machine['controllers']): Machine => ({
  id,
  account,
  controllers: [[owner, 'owner'], ...more],
});

/** Twenty identities that are no people. Each has an active human owner. */
export const machines: readonly Machine[] = [
  owned('service:payment-file-bot', 'svc_payment_file', 1031, [1032, 'deployer']),
  owned('service:bank-statement-import', 'svc_bank_import', 1031),
  owned('service:billing-bot', 'svc_billing', 1046),
  owned('service:dunning-bot', 'svc_dunning', 1047),
  owned('service:goods-scanner', 'svc_goods_scanner', 1053),
  owned('service:supplier-portal', 'svc_supplier_portal', 1052, [1010, 'secret-holder']),
  owned('service:invoice-ocr', 'svc_invoice_ocr', 1035),
  owned('service:edi-gateway', 'svc_edi', 1061, [1011, 'deployer']),
  owned('service:price-feed', 'svc_price_feed', 1061),
  owned('service:time-clock', 'svc_time_clock', 1093),
  owned('service:payroll-export', 'svc_payroll_export', 1093, [1008, 'administers']),
  owned('service:consolidation', 'svc_consolidation', 1024),
  owned('service:audit-export', 'svc_audit_export', 1013),
  owned('pipeline:erp-nightly', 'pipe_nightly', 1006, [1007, 'deployer']),
  owned('pipeline:erp-release', 'pipe_release', 1006, [1008, 'deployer'], [1009, 'deployer']),
  owned('workload:stock-optimiser', 'wl_stock', 1076),
  owned('agent:vendor-onboarding', 'agent_vendors', 1035, [1035, 'sponsor']),
  owned('agent:order-desk', 'agent_orders', 1061, [1062, 'sponsor']),
  owned('agent:accrual-helper', 'agent_accruals', 1024, [1025, 'sponsor']),
  owned('agent:ticket-triage', 'agent_triage', 1006),
];

/** The helpdesk, and whose logins it can reset; the law recognises that power (deploy/policy/control.yaml). */
export const helpdesk = { person: 1008, resets: [1036, 1037, 1046] } as const;

/** The account that a machine uses in the ERP. */
export const machineAccount = (id: string): string =>
  machines.find((machine) => machine.id === id)?.account ?? '';
