const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// What attacks are checked by is checked itself, without a system; the attacks run by `npm run attack`.
module.exports = {
  ...preset,
  displayName: 'attacks',
  rootDir: __dirname,
  testMatch: ['<rootDir>/**/*.spec.ts'],
};
