// Our own conflict rules over our own rights, judged by our own engine: what each principal really can do must not be two
// duties. The rules are written here and not computed from deploy/duties.yaml, so that a wrong file does not make them right.
import { compileMatrix, explain, judge } from '@countersign/conflicts';
import { readRightsHeld } from './rights-held.mjs';

/** What each duty comes down to in rights: to speak for it (a topic, a key), to act for it (a database, a target). */
const duties = {
  'state facts': /^(broker:upstream\.[^:]+:write|keys:(worker|identity|group|login|voting-key)\.[^:]+:sign)$/,
  'take requests': /^(broker:request:write|keys:request\.[^:]+:sign|database:request:enter)$/,
  judge: /^(broker:policy:write|keys:policy\.[^:]+:sign|database:policy:enter)$/,
  approve: /^(broker:approval:write|keys:approval\.[^:]+:sign|database:approval:enter)$/,
  execute: /^(broker:provisioning\.[^:]+:write|keys:provisioning\.[^:]+:sign|database:provisioning:enter)$/,
  apply:
    /^(broker:connector\.[^:]+:write|keys:connector\.[^:]+:sign|database:connector_[^:]+:enter|target:[^:]+:manages)$/,
  observe:
    /^(broker:observer\.[^:]+:write|keys:observer\.[^:]+:sign|database:observer_[^:]+:enter|target:[^:]+:reads)$/,
  'make law': /^broker:governance:write$/,
  'rule over rights': /^(broker:acls|database:roles):rule$/,
};

/** @param {string[]} rights every right that somebody holds */
function matrixOver(rights) {
  const legs = Object.entries(duties)
    .map(([name, form]) => ({
      id: `duty:${name.replaceAll(' ', '-')}`,
      title: name,
      any: rights.filter((right) => form.test(right)),
    }))
    .filter(({ any }) => any.length > 0);
  const rule = {
    id: 'CP-01',
    version: 1,
    title: 'no principal holds two duties of Countersign',
    legs: legs.map(({ id }) => id),
    threshold: 2,
    effect: /** @type {const} */ ('prohibit'),
    rollout: /** @type {const} */ ('enforce'),
  };
  return compileMatrix({ entitlements: rights, roles: [], duties: legs, rules: [rule] });
}

/**
 * @param {import('./rights-held.mjs').Held[]} held
 * @returns {import('./layer.mjs').Examination}
 */
export function judgeRights(held) {
  const matrix = matrixOver([...new Set(held.map(({ right }) => right))].sort());
  const principals = [...new Set(held.map(({ principal }) => `service:${principal}`))];
  const kinds = new Map(principals.map((id) => [id, /** @type {const} */ ('service')]));
  const add = held.map(({ principal, right }) => ({
    identity: `service:${principal}`,
    item: right,
    window: { from: 0, until: null },
    state: /** @type {const} */ ('asked'),
  }));
  const { conflicts, holds } = judge(matrix, { controls: [], grants: [], kinds }, { drop: [], add }, 0);
  const complaint = (/** @type {string} */ sentence) => ({ layer: 'control plane', sentence });
  return {
    layer: 'control plane',
    cells: held.length,
    holds: `judged by Countersign's own engine, none of ${principals.length} principals holds two duties (${held.length} rights)`,
    complaints: [
      ...conflicts.map((conflict) => complaint(explain(conflict).join('; '))),
      ...holds.map(({ message }) => complaint(message)),
    ],
  };
}

/** @param {import('../embedded/system.mjs').RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export const examineControlPlane = async (about) => judgeRights(await readRightsHeld(about));
