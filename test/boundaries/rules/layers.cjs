// Who may import which part of the house. Deny by default: a library without a line in `reach` may import no other.
const { spec } = require('./house.cjs');

/** Libraries of ours that a library may import. */
const reach = {
  contracts: [],
  conflicts: [],
  statement: ['contracts'],
  'service-kit': ['contracts', 'statement'],
  'connector-kit': ['contracts', 'statement'],
  source: ['contracts', 'statement'],
  testing: ['contracts', 'statement', 'conflicts', 'service-kit', 'connector-kit', 'source'],
};

/** Everything else that a library may import; a library without a line is free (its dependencies are declared). */
const outside = {
  contracts: ['^node_modules/(typebox|ajv)/'],
  conflicts: [],
  statement: ['^node_modules/jose/', '^(node:)?crypto$'],
};

/** Has rules of its own below. */
const aboveLibraries = '^(services|clients|deploy|test|tools)/';

const own = (name) => [name, ...(reach[name] ?? [])].map((each) => `^libs/${each}/`);

const ofLibrary = (name) => {
  const allowed = (reach[name] ?? []).join(', ') || 'no other library';
  const closed = outside[name];
  return {
    name: `imports-of-${name}`,
    comment: `libs/${name} imports ${allowed}${closed ? ', and from outside only what is listed' : ''}`,
    from: { path: `^libs/${name}/src/`, pathNot: spec },
    to: closed
      ? { pathNot: [...own(name), ...closed, aboveLibraries] }
      : { path: '^libs/', pathNot: own(name) },
  };
};

/** @param {{ libraries: string[] }} house */
const layers = ({ libraries }) => [
  ...[...new Set([...Object.keys(reach), ...libraries])].sort().map(ofLibrary),
  {
    name: 'services-are-islands',
    comment: 'a service reaches another duty only through libs/contracts',
    from: { path: '^services/([^/]+)/' },
    to: { path: '^services/', pathNot: '^services/$1/' },
  },
  {
    name: 'services-are-closed',
    comment:
      'nothing outside a service imports it: libraries, clients, demonstration and attacks stay outside',
    from: { pathNot: '^services/' },
    to: { path: '^services/' },
  },
  {
    name: 'imports-of-clients',
    comment: 'a client speaks to a running system; of ours it needs contracts, statement, conflicts, source',
    from: { path: '^clients/([^/]+)/', pathNot: spec },
    to: {
      path: '^(libs|clients)/',
      pathNot: ['^clients/$1/', '^libs/(contracts|statement|conflicts|source)/'],
    },
  },
  {
    name: 'product-imports-no-scaffolding',
    comment: 'libraries, services and clients never import how they are started, demonstrated or tested',
    from: { path: '^(libs|services|clients)/', pathNot: spec },
    to: { path: '^(deploy|test|tools)/' },
  },
  {
    name: 'libraries-import-no-client',
    comment: 'libraries and services do not know who calls them',
    from: { path: '^(libs|services)/' },
    to: { path: '^clients/' },
  },
  {
    name: 'testing-only-from-specs',
    comment:
      'builders and doubles are for specs; production wiring that imports a double is the classic slip',
    from: {
      path: '^(libs|services|clients|deploy)/',
      pathNot: [spec, '^libs/testing/', '^libs/connector-kit/src/testing/'],
    },
    to: { path: ['^libs/testing/', '^libs/connector-kit/src/testing/'] },
  },
];

module.exports = { layers, reach };
