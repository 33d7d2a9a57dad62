const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// A pure library needs no database.
module.exports = { ...preset, displayName: 'conflicts', rootDir: __dirname };
