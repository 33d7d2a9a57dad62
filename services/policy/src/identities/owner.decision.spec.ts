import { controlled, factOf, hired, left, moments, ms, people, type SourceEvent } from '@countersign/testing';
import type { ControlKind } from '@countersign/contracts/upstream';
import { hasActiveOwner } from './owner.decision.js';

const at = moments.assessed;
const day = (n: number) => new Date(at + n * ms.day).toISOString();
const { bea, mallory } = people;
const bot = 'service:bot';
const owned = (facts: readonly SourceEvent[], identity = bot) =>
  hasActiveOwner(facts.map(factOf), identity, at);
const unsigned = (event: SourceEvent) => ({ ...factOf(event), power: false });

describe('whether somebody answers for an identity', () => {
  it('is nobody’s question for people and their accounts', () => {
    expect([owned([], bea), owned([], 'account:erp:u1')]).toEqual([true, true]);
  });

  it.each(['service:bot', 'workload:bot', 'agent:bot', 'pipeline:bot'])(
    'needs an owner who works here: %s',
    (machine) => {
      const facts = [controlled(machine, bea), hired(bea)];
      expect([owned(facts, machine), owned(facts.slice(0, 1), machine), owned([], machine)]).toEqual([
        ...[true, false, false],
      ]);
      expect(owned([...facts, left(bea, at)], machine)).toBe(false);
      expect(owned([...facts, left(bea, at + 1)], machine)).toBe(true);
      expect(owned([...facts, left(bea, at), hired(mallory), controlled(machine, mallory)], machine)).toBe(
        true,
      );
    },
  );

  it('counts who owns what owns it, in whatever circle', () => {
    const facts = [controlled('agent:a', bot), controlled(bot, 'agent:a')];
    expect(owned(facts, 'agent:a')).toBe(false);
    expect(owned([...facts, controlled(bot, bea), hired(bea)], 'agent:a')).toBe(true);
  });

  it.each<ControlKind>(['deployer', 'secret-holder', 'sponsor', 'delegate', 'administers', 'can-reset'])(
    'counts no %s',
    (how) => {
      expect(owned([controlled(bot, bea, { how }), hired(bea)])).toBe(false);
    },
  );

  it('counts an owner from the day on, until the end, by the latest word, and only under the source’s signature', () => {
    const says = (effective: number, until: number | null = null) =>
      controlled(bot, bea, { effective: day(effective), until: until === null ? null : day(until) });
    const cases: [boolean, SourceEvent[]][] = [
      [false, [says(1)]],
      [true, [says(-2, 1)]],
      [false, [says(-2, 0)]],
      [false, [says(-2), says(-1, -1)]],
      [true, [says(-2), says(1, 1)]],
    ];
    for (const [expected, facts] of cases) expect(owned([...facts, hired(bea)])).toBe(expected);
    expect(hasActiveOwner([unsigned(says(-1)), factOf(hired(bea))], bot, at)).toBe(false);
    expect(hasActiveOwner([factOf(says(-1)), unsigned(hired(bea))], bot, at)).toBe(false);
  });
});
