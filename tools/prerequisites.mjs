// What a machine must have before anything is done, for each level of the bootstrap; one sentence for each thing missing.
import { findJava, findMaven } from '../deploy/embedded/java.mjs';
import { haveJars } from '../deploy/embedded/kafka-jars.mjs';
import { findNpm, isInstalled } from './installation.mjs';

/** Platforms that the embedded PostgreSQL is published for. */
const WITH_POSTGRES = [
  ...['darwin-arm64', 'darwin-x64'],
  ...['linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64'],
];

/** @param {string} platform @param {NodeJS.ProcessEnv} env @returns {string | null} */
function postgresProblem(platform, env) {
  if (env.DATABASE_URL || WITH_POSTGRES.includes(platform)) return null;
  return `there is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL of yours (on Windows, WSL 2 works)`;
}

/** @param {() => unknown} check @returns {Promise<string[]>} its error's message, if it fails */
async function problemOf(check) {
  try {
    await check();
    return [];
  } catch (error) {
    return [/** @type {Error} */ (error).message];
  }
}

/**
 * @param {string} root the repository
 * @param {'install' | 'build' | 'run'} level
 * @returns {Promise<string[]>} sentences; empty when everything is there
 */
export async function missingTools(root, level) {
  const problems = isInstalled(root) ? [] : await problemOf(findNpm);
  if (level !== 'run') return problems;
  const postgres = postgresProblem(`${process.platform}-${process.arch}`, process.env);
  const kafka = process.env.KAFKA_BROKERS
    ? []
    : [...(await problemOf(findJava)), ...(haveJars() ? [] : await problemOf(findMaven))];
  return [...problems, ...kafka, ...(postgres === null ? [] : [postgres])];
}
