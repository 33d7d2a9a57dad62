module.exports = { ...require('../../jest.preset.cjs'), displayName: 'connector-kit', rootDir: __dirname };
