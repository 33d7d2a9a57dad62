// Every package that has tests, found by its folder, so that none is forgotten. What needs the whole running system
// (test/e2e) is started for by itself: see tools/test.mjs.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const groups = ['libs', 'services', 'clients', 'deploy', 'test'];
const projectsIn = (group) =>
  existsSync(join(__dirname, group))
    ? readdirSync(join(__dirname, group))
        .map((name) => `${group}/${name}`)
        .filter((folder) => existsSync(join(__dirname, folder, 'jest.config.cjs')))
    : [];

module.exports = {
  // not an option of a project: here it holds for all; a busy machine is slow, not wrong
  testTimeout: 120_000,
  projects: groups
    .flatMap(projectsIn)
    .filter((folder) => folder !== 'test/e2e')
    .map((folder) => `<rootDir>/${folder}`),
};
