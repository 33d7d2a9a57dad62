// Decisions: facts in, decision out. The clock and the random are banned by name in tools/lint/bans.mjs.
const { spec } = require('./house.cjs');

const decision = '\\.decision\\.ts$';
const errors = '\\.errors\\.ts$';
/** Modules of Node itself: `fs`, `fs/promises`. */
const builtIn = '^(node:)?[a-z_/]+$';
/** Roles whose files do something. */
const inAndOut = '\\.(store|handler|consumer|controller|module|config)\\.ts$';
const impure = ['^node_modules/', '^libs/service-kit/src/[^/]+/index\\.ts$', builtIn, inAndOut];
const contracts = '^libs/contracts/src/';
/** The engine and the pure functions over evidence. */
const engines = ['^libs/conflicts/src/', '^libs/statement/src/'];

const purity = () => [
  {
    name: 'decisions-are-pure',
    comment:
      'no framework, database, broker, file, process or package: a decision is tested without any of them',
    from: { path: decision },
    to: { pathNot: [decision, errors, contracts, ...engines], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'decisions-name-nothing-impure',
    comment: 'not even a type of a framework, a database, a row: the words of a decision are its own',
    from: { path: decision },
    to: { path: impure, dependencyTypes: ['type-only'] },
  },
  {
    name: 'errors-are-plain',
    comment:
      'decisions throw them, so the errors of a service bring nothing along that a decision may not have',
    from: { path: `^services/.*${errors}` },
    to: { path: ['^node_modules/', builtIn, inAndOut] },
  },
  {
    name: 'specs-are-not-imported',
    comment: 'what only a test runs may be imported by tests alone',
    from: { pathNot: [spec, '^test/'] },
    to: { path: spec },
  },
];

module.exports = { purity };
