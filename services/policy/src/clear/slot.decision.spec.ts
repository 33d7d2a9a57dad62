import type { Control } from '@countersign/conflicts';
import { aMonday, instantAt, keyring, ms, people } from '@countersign/testing';
import { slotsOf } from './slot.decision.js';

const { bea, mallory, cleo } = people;
const controls = (from: string, how: string, strength: 'acts-as' | 'take-over'): Control => ({
  from,
  to: bea,
  how,
  strength,
  window: { from: 0, until: null },
});

/** The roots that a request of Bea's takes slots for, under a law that has recognised until a day that Mallory can reset. */
function roots(held: readonly Control[], until = aMonday + ms.day, from = aMonday - ms.day): string[] {
  const power = { root: mallory, how: 'can-reset', control: 'told to its owner', approvedBy: [cleo] };
  const bundle = keyring().bundle((usual) => ({
    ...usual,
    rules: usual.rules.map((rule) => (rule.effect === 'prohibit' ? { ...rule, critical: true } : rule)),
    recognised: [{ id: 'power:helpdesk', ...power, from: instantAt(from), until: instantAt(until) }],
  }));
  const lines = [{ entitlement: 'erp:vendor:create' as never }];
  return slotsOf(bundle, lines, { controls: held, beneficiary: bea, at: aMonday }).map(({ root }) => root);
}

describe('the slots of a critical rule', () => {
  it('are those of everybody who controls the beneficiary', () => {
    expect(roots([controls(mallory, 'owner', 'acts-as')])).toEqual([bea, mallory].sort());
  });

  it('are none of whoever can only take her over, while the law knows of that power', () => {
    expect(roots([controls(mallory, 'can-reset', 'take-over')])).toEqual([bea]);
  });

  it.each<readonly [string, readonly Control[], number]>([
    ['when the law knew of it until now', [controls(mallory, 'can-reset', 'take-over')], aMonday],
    [
      'who controls her in another way as well',
      [controls(mallory, 'can-reset', 'take-over'), controls(mallory, 'owner', 'acts-as')],
      aMonday + ms.day,
    ],
  ])('are those of a power %s', (_, held, until) => {
    expect(roots(held, until)).toEqual([bea, mallory].sort());
  });

  it('are those of a power that the law knows of from later on', () => {
    const reset = [controls(mallory, 'can-reset', 'take-over')];
    expect(roots(reset, aMonday + ms.day, aMonday + 1)).toEqual([bea, mallory].sort());
  });

  it('are those of another who has the same power', () => {
    expect(roots([controls(cleo, 'can-reset', 'take-over')])).toEqual([bea, cleo].sort());
  });
});
