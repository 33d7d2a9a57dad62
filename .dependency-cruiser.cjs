// THE gate for imports. The rules are computed from deploy/duties.yaml and the folders that exist, so that a new duty or
// a new library is ruled before anybody thinks of it; test/boundaries has a tree for every rule that must be rejected.
const { readHouse } = require('./test/boundaries/rules/house.cjs');
const { checking } = require('./test/boundaries/rules/checking.cjs');
const { duties } = require('./test/boundaries/rules/duties.cjs');
const { layers } = require('./test/boundaries/rules/layers.cjs');
const { packages } = require('./test/boundaries/rules/packages.cjs');
const { purity } = require('./test/boundaries/rules/purity.cjs');
const { signing } = require('./test/boundaries/rules/signing.cjs');

const house = readHouse(__dirname);

module.exports = {
  forbidden: [
    ...layers(house),
    ...duties(house),
    ...signing(house),
    ...purity(house),
    ...packages(house),
    ...checking(),
  ].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(libs|services|clients|deploy|test)/[^/]+/(dist|coverage|fixtures)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@countersign/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
