// Cedar 4, compiled to WebAssembly, in three encodings. Duties are numbers and travel in the context of a request.
import { setFlagsFromString } from 'node:v8';
import { peer } from '../frame/peers.mjs';
import { perRoot } from './book-facts.mjs';

/** @typedef {import('./book-facts.mjs').BookFacts} BookFacts */

/** Node 20 ends itself where code into which a call of WebAssembly was inlined has to be given up. */
function wasm() {
  setFlagsFromString('--no-turbo-inline-js-wasm-calls');
  return peer('@cedar-policy/cedar-wasm/nodejs');
}

const permit = 'permit(principal, action, resource);';
const asking = {
  principal: { type: 'Root', id: 'r' },
  action: { type: 'Action', id: 'hold' },
  resource: { type: 'Role', id: 'r' },
  entities: [],
};

/** @param {any} cedar @param {string} id @param {Record<string, string>} forbids by name */
function prepare(cedar, id, forbids) {
  const answer = cedar.preparsePolicySet(id, { staticPolicies: { ...forbids, permit } });
  if (answer.type !== 'success') throw new CedarError(JSON.stringify(answer.errors));
}

class CedarError extends Error {}

/** @param {any} cedar @param {string} preparsedPolicySetId @param {Record<string, readonly number[]>} context @returns {number[]} forbids that hold */
function forbidding(cedar, preparsedPolicySetId, context) {
  const { response } = cedar.statefulIsAuthorized({ ...asking, context, preparsedPolicySetId });
  const { decision, diagnostics } = response;
  return decision === 'deny' ? diagnostics.reason.map(Number) : [];
}

const rising = (/** @type {number} */ a, /** @type {number} */ b) => a - b;

/** One forbid for each rule, all of them in one policy set. @param {BookFacts} facts */
export function cedarPerRule(facts) {
  const cedar = wasm();
  const forbids = facts.legs.map((legs, rule) => {
    const when = `context.after.containsAll([${legs}]) && context.gained.containsAny([${legs}])`;
    return [rule, `forbid(principal, action, resource) when { ${when} };`];
  });
  prepare(cedar, 'all', Object.fromEntries(forbids));
  return perRoot(facts, (after, gained) => forbidding(cedar, 'all', { after, gained }).sort(rising));
}

/** So many policies, parsed and kept, are what the memory of WebAssembly is spent on; requests beyond are not asked. */
const mostPolicies = 60_000;

/**
 * A policy set for each role that is asked for, of the rules that a duty of the role is a leg of, parsed beforehand.
 * @param {BookFacts} facts @param {unknown} _people @param {readonly import('./book-facts.mjs').Request[]} asked
 * @returns {import('./peers.mjs').Decide}
 */
export function cedarSliced(facts, _people, asked) {
  const cedar = wasm();
  const prepared = new Set();
  let [policies, atMost] = [0, 0];
  for (const { role } of asked) {
    const forbids = prepared.has(role) ? {} : sliceFor(facts, facts.dutiesOfRole[role] ?? []);
    policies += Object.keys(forbids).length;
    if (policies > mostPolicies && atMost > 0) break;
    if (!prepared.has(role)) prepare(cedar, `role ${role}`, forbids);
    prepared.add(role);
    atMost += 1;
  }
  const decide = perRoot(facts, (after, _gained, role) =>
    forbidding(cedar, `role ${role}`, { after }).sort(rising),
  );
  return Object.assign(decide, { atMost });
}

/** What else a rule wants of somebody who gains these duties, as policies by rule. @param {BookFacts} facts @param {readonly number[]} gained */
function sliceFor({ legs }, gained) {
  const fresh = new Set(gained);
  /** @type {Record<string, string>} */
  const forbids = {};
  legs.forEach((of, rule) => {
    if (!of.some((duty) => fresh.has(duty))) return;
    const rest = of.filter((duty) => !fresh.has(duty));
    const wanted = rest.length === 1 ? `contains(${rest[0]})` : `containsAll([${rest}])`;
    forbids[rule] = `forbid(principal, action, resource) when { context.after.${wanted} };`;
  });
  return forbids;
}

/** Numbers of two duties as one. @param {number} a @param {number} b */
const pair = (a, b) => Math.min(a, b) * 100_000 + Math.max(a, b);

/**
 * One policy for all rules: the request carries what the role's duties may not meet. It says yes or no, and names nothing.
 * @param {BookFacts} facts
 * @returns {(request: import('./book-facts.mjs').Request) => boolean} whether any rule is broken
 */
export function cedarGeneric(facts) {
  const cedar = wasm();
  const when = 'context.after.containsAny(context.partners) || context.pairs.containsAny(context.couples)';
  prepare(cedar, 'generic', { 0: `forbid(principal, action, resource) when { ${when} };` });
  const roles = facts.dutiesOfRole.map((duties) => opponents(facts.legs, new Set(duties)));
  const decide = perRoot(facts, (after, _gained, role) => {
    const { partners, couples, coupled } = roles[role]?.() ?? nobody;
    const some = after.filter((duty) => coupled.has(duty)).sort(rising);
    const pairs = some.flatMap((a, i) => some.slice(i + 1).map((b) => pair(a, b)));
    return forbidding(cedar, 'generic', { after, partners, pairs, couples });
  });
  return (request) => decide(request).length > 0;
}

const nobody = {
  partners: /** @type {number[]} */ ([]),
  couples: /** @type {number[]} */ ([]),
  coupled: new Set(),
};

/** Rules by leg, made once for each book. @type {WeakMap<readonly number[][], number[][][]>} */
const legsByDuty = new WeakMap();

/** @param {readonly number[][]} legs @returns {number[][][]} by duty: what else its rules want */
function restsByDuty(legs) {
  const known = legsByDuty.get(legs);
  if (known) return known;
  /** @type {number[][][]} */
  const rests = [];
  for (const of of legs) for (const d of of) (rests[d] ??= []).push(of.filter((leg) => leg !== d));
  legsByDuty.set(legs, rests);
  return rests;
}

/** What a role's duties may not meet: single duties, and couples of them. @param {readonly number[][]} legs @param {Set<number>} duties */
function opponents(legs, duties) {
  /** @type {typeof nobody | undefined} */
  let made;
  return () => {
    if (made) return made;
    const rests = [...duties].flatMap((duty) => restsByDuty(legs)[duty] ?? []);
    const single = rests.filter((rest) => rest.length === 1).flat();
    const double = rests.filter((rest) => rest.length === 2);
    made = {
      partners: [...new Set(single)],
      couples: [...new Set(double.map(([a = 0, b = 0]) => pair(a, b)))],
      coupled: new Set(double.flat()),
    };
    return made;
  };
}
