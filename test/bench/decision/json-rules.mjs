// json-rules-engine: one rule each, of one condition with an operator of our own.
import { peer } from '../frame/peers.mjs';

/**
 * @param {import('./book-facts.mjs').BookFacts} facts
 * @returns {(request: import('./book-facts.mjs').Request) => Promise<import('./book-facts.mjs').Answer>}
 */
export function jsonRules(facts) {
  const { Engine } = peer('json-rules-engine');
  const engine = new Engine();
  engine.addOperator(
    'breaks',
    (/** @type {{ met: Set<number>, fresh: Set<number> }} */ { met, fresh }, /** @type {number[]} */ legs) =>
      legs.every((duty) => met.has(duty)) && legs.some((duty) => fresh.has(duty)),
  );
  facts.legs.forEach((value, rule) =>
    engine.addRule({
      conditions: { all: [{ fact: 'duties', operator: 'breaks', value }] },
      event: { type: String(rule) },
    }),
  );
  return async ({ identity, role }) => {
    const gained = facts.dutiesOfRole[role] ?? [];
    /** @type {import('./book-facts.mjs').Answer} */
    const found = [];
    for (const root of facts.rootsOf(identity)) {
      const duties = { met: new Set([...facts.standingOf(root), ...gained]), fresh: new Set(gained) };
      const { events } = await engine.run({ duties });
      const rules = events.map((/** @type {{ type: string }} */ { type }) => Number(type));
      if (rules.length > 0)
        found.push([root, rules.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b)]);
    }
    return found;
  };
}
