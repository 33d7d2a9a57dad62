const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// The whole system, started once and shared by all specs, which therefore run one after the other (`--runInBand`).
module.exports = {
  ...preset,
  displayName: 'e2e',
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.e2e.spec.ts'],
  testSequencer: '<rootDir>/setup/sequence.cjs',
  globalSetup: '<rootDir>/setup/jest-setup.mjs',
  globalTeardown: '<rootDir>/setup/jest-teardown.mjs',
  testTimeout: 120_000,
};
