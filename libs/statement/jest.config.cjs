module.exports = { ...require('../../jest.preset.cjs'), displayName: 'statement', rootDir: __dirname };
