import { type Bundle } from '@countersign/statement';
import { keyring } from '@countersign/testing';

/** The usual law, its rules of effect `prohibit` guarded twice. */
export const criticalLaw = (): Bundle =>
  keyring().bundle((usual) => ({
    ...usual,
    rules: usual.rules.map((rule) => ({
      ...rule,
      ...(rule.effect === 'prohibit' ? { critical: true } : {}),
    })),
  }));
