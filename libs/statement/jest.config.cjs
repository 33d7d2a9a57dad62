const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// Unit specs only: nothing to start before them. The timeout (ms) is for a loaded machine; alone they take a few seconds.
module.exports = { ...preset, displayName: 'statement', rootDir: __dirname, testTimeout: 30_000 };
