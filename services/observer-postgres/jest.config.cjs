module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'observer-postgres',
  rootDir: __dirname,
};
