// casbin 5: one line of policy a rule, looked at by a matcher of our own that tells every hit.
import { peer } from '../frame/peers.mjs';
import { perRoot } from './book-facts.mjs';

const model = `
[request_definition]
r = root
[policy_definition]
p = rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = breaks(p.rule)
`;

/** @param {import('./book-facts.mjs').BookFacts} facts */
export async function casbin(facts) {
  const { newEnforcer, newModelFromString, StringAdapter } = peer('casbin');
  const lines = facts.legs.map((_, rule) => `p, ${rule}`).join('\n');
  const enforcer = await newEnforcer(newModelFromString(model), new StringAdapter(lines));
  /** @type {Set<number>} */
  let met = new Set();
  /** @type {Set<number>} */
  let fresh = new Set();
  /** @type {number[]} */
  let hits = [];
  // it never matches, so that no line ends the search: what it found is kept beside it
  await enforcer.addFunction('breaks', (/** @type {string} */ rule) => {
    const legs = facts.legs[Number(rule)] ?? [];
    if (legs.every((duty) => met.has(duty)) && legs.some((duty) => fresh.has(duty))) hits.push(Number(rule));
    return false;
  });
  return perRoot(facts, (after, gained) => {
    [met, fresh, hits] = [new Set(after), new Set(gained), []];
    enforcer.enforceSync('root');
    return hits.sort((a, b) => a - b);
  });
}
