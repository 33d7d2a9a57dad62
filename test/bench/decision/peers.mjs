// Who answers the same requests, in which encoding, and what is asked of the engine against each.
import { casbin } from './casbin.mjs';
import { cedarGeneric, cedarPerRule, cedarSliced } from './cedar.mjs';
import { jsonRules } from './json-rules.mjs';
import { plainSets } from './plain-sets.mjs';

/**
 * @typedef {import('./book-facts.mjs').BookFacts} BookFacts
 * Answers one request; `atMost` so many of those that it was prepared for.
 * @typedef {((request: import('./book-facts.mjs').Request) => any) & { atMost?: number }} Decide
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {boolean} isInstalled its package comes with `installPeers`
 * @property {'engine' | 'floor' | 'database'} kind
 * @property {boolean} namesRules otherwise it says yes or no
 * @property {(facts: BookFacts, people: import('./own-engine.mjs').People, asked: readonly import('./book-facts.mjs').Request[]) => Decide | Promise<Decide>} prepare
 */

/** @type {Peer[]} */
export const peers = [
  {
    name: 'plain Sets',
    isInstalled: false,
    kind: 'floor',
    namesRules: true,
    prepare: plainSets,
  },
  {
    name: 'Cedar, one generic policy, yes or no',
    isInstalled: true,
    kind: 'engine',
    namesRules: false,
    prepare: cedarGeneric,
  },
  {
    name: 'Cedar, sliced to the duties of the role',
    isInstalled: true,
    kind: 'engine',
    namesRules: true,
    prepare: cedarSliced,
  },
  {
    name: 'Cedar, one forbid a rule',
    isInstalled: true,
    kind: 'engine',
    namesRules: true,
    prepare: cedarPerRule,
  },
  { name: 'casbin', isInstalled: true, kind: 'engine', namesRules: true, prepare: casbin },
  { name: 'json-rules-engine', isInstalled: true, kind: 'engine', namesRules: true, prepare: jsonRules },
];
