// Jest `globalSetup`; pair it with `jest-teardown.mjs`. See `test-parts.mjs` for what a project gets and how it asks.
import { needsOf, startTestParts } from './test-parts.mjs';

/**
 * @param {{ projects: string[] }} globalConfig
 * @param {{ rootDir: string, globals: { needs?: string[] } }} projectConfig of the first project, when there are several
 */
export default async function setup(globalConfig, projectConfig) {
  const folders = globalConfig.projects.length > 0 ? globalConfig.projects : [projectConfig.rootDir];
  const needs = needsOf([...folders, projectConfig.rootDir], projectConfig.globals.needs);
  Object.assign(globalThis, { endTestParts: await startTestParts(needs) });
}
