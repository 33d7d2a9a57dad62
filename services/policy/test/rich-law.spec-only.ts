import type { BundleDocument } from '@countersign/contracts/governance';
import { instantAt, keyring, moments, ms, type Plain } from '@countersign/testing';

type Law = Plain<BundleDocument>;

export const vendors = 'erp:vendor:create';
export const payments = 'erp:payment:release';
export const secret = 'erp:secret:read';
export const billing = 'workload:billing';

/** The usual law and a secret: whoever has read it can act as the workload, until there is another. */
export const richLaw = (more: Partial<Law> | ((law: Law) => Partial<Law>) = {}, number = 8) =>
  keyring().bundle((usual) => {
    const law: Law = {
      ...usual,
      number,
      entitlements: [
        ...usual.entitlements,
        {
          ...{ id: secret, title: 'Read the secret', sensitivity: 'low', blastRadius: 'low' },
          permission: 'role:secret_read',
        },
      ],
      edges: [
        {
          id: 'edge:billing-secret',
          title: 'Whoever reads the secret can act as the workload',
          premises: [secret],
          gives: { control: { identity: billing }, how: 'secret-holder', strength: 'acts-as', lasting: true },
        },
      ],
    };
    return { ...law, ...(typeof more === 'function' ? more(law) : more) };
  });

/** From before everything until long after. */
export const dates = {
  from: instantAt(moments.submitted - ms.day),
  until: instantAt(moments.submitted + 90 * ms.day),
};
