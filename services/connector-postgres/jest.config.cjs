module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'connector-postgres',
  rootDir: __dirname,
};
