const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What only looks comes first, then what writes, then what takes parts away, then what changes the law. A spec that is not
 * named runs before those that are, in the order of names.
 */
const order = [
  'separation-kafka',
  'separation-postgres',
  'stories',
  'docs',
  'docs-openapi',
  'separation-keys',
  'intake-events',
  'intake-requests',
  'votes',
  'settings',
  'metrics',
  'readiness',
  'clocks',
  'expiry',
  'doctor',
  'logs',
];

/** @param {string} path */
const place = (path) => order.findIndex((name) => path.endsWith(`/${name}.e2e.spec.ts`));

module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => place(a.path) - place(b.path) || (a.path < b.path ? -1 : 1));
  }
};
