// Our own conflict rules over our own rights, judged by our own engine: what each principal really can do, read from the
// live broker, the registry and the targets, must not be two duties.
import { compileMatrix, explain, judge } from '@countersign/conflicts';

/** What each duty comes down to in rights: to speak for it (a topic, a key), or to act for it (a target). */
const duties = {
  'duty:state facts': (/** @type {string} */ right) =>
    /^broker:upstream\.[^:]+:write$/.test(right) ||
    /^keys:(worker|identity|group|login|voting-key)\./.test(right),
  'duty:take requests': (/** @type {string} */ right) =>
    right === 'broker:request:write' || right.startsWith('keys:request.'),
  'duty:judge': (/** @type {string} */ right) =>
    right === 'broker:policy:write' || right.startsWith('keys:policy.'),
  'duty:approve': (/** @type {string} */ right) =>
    right === 'broker:approval:write' || right.startsWith('keys:approval.'),
  'duty:execute': (/** @type {string} */ right) =>
    /^broker:provisioning\.[^:]+:write$/.test(right) || right.startsWith('keys:provisioning.'),
  'duty:apply': (/** @type {string} */ right) =>
    /^broker:connector\.[^:]+:write$/.test(right) ||
    right.startsWith('keys:connector.') ||
    right.endsWith(':manages'),
  'duty:observe': (/** @type {string} */ right) =>
    /^broker:observer\.[^:]+:write$/.test(right) ||
    right.startsWith('keys:observer.') ||
    right.endsWith(':reads'),
  'duty:make law': (/** @type {string} */ right) => right === 'broker:governance:write',
};

/**
 * @param {{ principal: string, right: string }[]} held what principals can do, as other layers read it
 * @returns {import('./layer.mjs').Examination}
 */
export function examineControlPlane(held) {
  const rights = [...new Set(held.map(({ right }) => right))].sort();
  const members = Object.entries(duties).map(([id, is]) => ({
    id,
    title: id.slice(5),
    any: rights.filter(is),
  }));
  const legs = members.filter(({ any }) => any.length > 0);
  const matrix = compileMatrix({
    entitlements: rights,
    roles: [],
    duties: legs,
    rules: [
      {
        id: 'CP-01',
        version: 1,
        title: 'no principal holds two duties of Countersign',
        legs: legs.map(({ id }) => id),
        threshold: 2,
        effect: 'prohibit',
        rollout: 'enforce',
      },
    ],
  });
  const window = { from: 0, until: null };
  const principals = [...new Set(held.map(({ principal }) => `service:${principal}`))];
  const kinds = new Map(principals.map((id) => [id, /** @type {const} */ ('service')]));
  const add = held.map(({ principal, right }) => ({
    identity: `service:${principal}`,
    item: right,
    window,
    state: /** @type {const} */ ('asked'),
  }));
  const { conflicts, holds } = judge(matrix, { controls: [], grants: [], kinds }, { drop: [], add }, 0);
  return {
    layer: 'control plane',
    cells: held.length,
    holds: `judged by Countersign's own engine, none of ${principals.length} principals holds two duties (${held.length} rights)`,
    complaints: [
      ...conflicts.map((conflict) => ({ layer: 'control plane', sentence: explain(conflict).join('; ') })),
      ...holds.map(({ message }) => ({ layer: 'control plane', sentence: message })),
    ],
  };
}
