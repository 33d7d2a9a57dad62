import type { Rollout } from '@countersign/conflicts';
import { keyring } from '@countersign/testing';

/** A rule on those who pay. */
export const payer = (rollout: Rollout, most = 2, id = 'PAY-01') => ({
  ...{ id, version: 1, title: 'Few pay', control: '', holders: 'duty:pay', most },
  ...{ effect: 'prohibit' as const, rollout },
});

/** The usual law with some rules on holders; its systems adopt what they find. */
export const headLaw = (number: number, ...rules: readonly ReturnType<typeof payer>[]) =>
  keyring().bundle((usual) => ({
    ...usual,
    number,
    rules: [...usual.rules, ...rules],
    systems: usual.systems.map((system) => ({ ...system, mode: 'shadow' as const })),
  }));
