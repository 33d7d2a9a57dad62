const preset = require('../../jest.preset.cjs');

// bounds for a machine that does other work as well, not expectations
module.exports = { ...preset, displayName: 'connector-postgres', rootDir: __dirname, testTimeout: 60_000 };
