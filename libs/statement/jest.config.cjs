const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// Unit specs only: nothing to start before them.
module.exports = { ...preset, displayName: 'statement', rootDir: __dirname };
