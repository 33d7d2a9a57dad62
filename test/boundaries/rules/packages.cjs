// How packages meet: by name, through declared entries, with declared dependencies, in one direction.
const { spec } = require('./house.cjs');

const packages = () => [
  {
    name: 'no-cycles',
    comment: 'a cycle makes an undefined parameter at start-up; cut it or move the shared part down',
    from: {},
    to: { circular: true },
  },
  {
    name: 'packages-meet-by-name',
    comment: 'another package is imported by its name and declared entries, never by a path into it',
    from: { path: '^(libs|services|clients|deploy|test)/([^/]+)/' },
    to: {
      path: '^(libs|clients|test)/',
      pathNot: '^$1/$2/',
      dependencyTypes: ['local'],
      dependencyTypesNot: ['aliased-workspace'],
    },
  },
  {
    name: 'imports-resolve',
    comment: 'no such file, or not an entry that the package declares in its exports',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'dependencies-are-declared',
    comment: 'every package from outside stands in the root package.json',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^(libs|services|clients|deploy|test)/' },
  },
  {
    name: 'product-needs-no-development-tools',
    comment: 'what runs in production is a dependency, not a development dependency',
    from: {
      path: '^(libs|services|clients)/[^/]+/src/',
      pathNot: [spec, '^libs/testing/', '^libs/connector-kit/src/testing/'],
    },
    to: { dependencyTypes: ['npm-dev'], pathNot: ['^node_modules/@types/', '^(libs|services|clients)/'] },
  },
];

module.exports = { packages };
