const { globalSetup: _setup, globalTeardown: _teardown, ...preset } = require('../../jest.preset.cjs');

// Unit specs only need nothing started; what needs a broker says so in its own configuration.
module.exports = { ...preset, displayName: 'governance', rootDir: __dirname };
