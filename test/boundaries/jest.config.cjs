const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// These tests read files and need no database.
module.exports = {
  ...preset,
  displayName: 'boundaries',
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/fixtures/'],
};
