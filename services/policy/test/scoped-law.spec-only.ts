import type { BundleDocument } from '@countersign/contracts/governance';
import { keyring, type Plain } from '@countersign/testing';

type Law = Plain<BundleDocument>;

/** The usual law, in which vendors are kept and paid by company code, with whatever a spec adds. */
export const scopedLaw = (more: Partial<Law> | ((law: Law) => Partial<Law>) = {}, number = 8) =>
  keyring().bundle((usual) => {
    const law: Law = {
      ...usual,
      number,
      dimensions: [{ id: 'company-code', title: 'Company code' }],
      entitlements: usual.entitlements.map((spec) =>
        ['erp:vendor:create', 'erp:payment:release'].includes(spec.id)
          ? { ...spec, permissionForAll: spec.permission, permission: `${spec.permission}_{company-code}` }
          : spec,
      ),
      rules: usual.rules.map((rule) =>
        rule.id === 'P2P-01' ? { ...rule, version: 2, dimensions: ['company-code'] } : rule,
      ),
    };
    return { ...law, ...(typeof more === 'function' ? more(law) : more) };
  });

/** An item within a company code, or everywhere. */
export const within = (entitlement: string, ...codes: string[]) => ({
  entitlement,
  scope: codes.length === 0 ? {} : { 'company-code': codes },
});
