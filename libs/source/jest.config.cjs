module.exports = { ...require('../../jest.preset.cjs'), displayName: 'source', rootDir: __dirname };
