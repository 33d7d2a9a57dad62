// Finds Java and Maven. Dependency-free: the bootstrap script asks it before anything is installed.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ToolMissingError } from './errors.mjs';

const run = promisify(execFile);
const KAFKA_INSTEAD = 'or set KAFKA_BROKERS to a Kafka cluster of yours';

/** Lowest Java that Apache Kafka 4 runs on. */
export const LOWEST_JAVA = 17;

/** Lowest Maven that the plugin which copies jars runs on. */
const LOWEST_MAVEN = [3, 6, 3];

/** @returns {string[]} */
const pathFolders = () => (process.env.PATH ?? '').split(delimiter).filter(Boolean);

/** @param {string} name @param {string[]} folders @returns {string | null} the first that can be run */
function find(name, folders) {
  const runnable = (/** @type {string} */ file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return folders.map((folder) => join(folder, name)).find(runnable) ?? null;
}

/**
 * @returns {Promise<string>} the `java` to use: JAVA_HOME's if that is set, else the one on the PATH
 * @throws {ToolMissingError} when there is none, or it is older than 17
 */
export async function findJava() {
  const home = process.env.JAVA_HOME;
  const java = find('java', home ? [join(home, 'bin')] : pathFolders());
  if (java === null)
    throw new ToolMissingError(
      `${home ? `JAVA_HOME (\`${home}\`) holds no Java` : 'Java was not found'}: install Java ${LOWEST_JAVA} or newer (or set JAVA_HOME to one), ${KAFKA_INSTEAD}`,
    );
  const { stdout, stderr } = await run(java, ['-version']).catch((error) => {
    throw new ToolMissingError(
      `\`${java}\` does not run: install Java ${LOWEST_JAVA} or newer (or set JAVA_HOME to one), ${KAFKA_INSTEAD}`,
      error,
    );
  });
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(`${stderr}${stdout}`) ?? [];
  const version = Number(first === '1' ? second : first);
  if (!(version >= LOWEST_JAVA))
    throw new ToolMissingError(
      `Java ${version || 'of an unknown version'} (\`${java}\`) is too old: install Java ${LOWEST_JAVA} or newer (or set JAVA_HOME to one), ${KAFKA_INSTEAD}`,
    );
  return java;
}

/** @returns {string} the `mvn` to use: MAVEN_HOME's if that has one, else the one on the PATH @throws {ToolMissingError} when there is none */
export function findMaven() {
  const homes = [process.env.MAVEN_HOME, process.env.M2_HOME].flatMap((home) =>
    home ? [join(home, 'bin')] : [],
  );
  const maven = find('mvn', [...homes, ...pathFolders()]);
  if (maven !== null) return maven;
  throw new ToolMissingError(
    `Maven was not found and Apache Kafka's jars are not here yet: install Maven (its command is \`mvn\`), ${KAFKA_INSTEAD}`,
  );
}

/**
 * Why a Maven that has failed is to blame by its age.
 * @param {string} maven @param {NodeJS.ProcessEnv} env how it was run
 * @returns {Promise<string | null>} a sentence, or null when it is new enough or says no version
 */
export async function oldMaven(maven, env) {
  const { stdout } = await run(maven, ['-version'], { env }).catch(() => ({ stdout: '' }));
  const version = /Apache Maven (\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number);
  if (version === undefined || !isBelow(version, LOWEST_MAVEN)) return null;
  return `Maven ${version.join('.')} (\`${maven}\`) is too old: install Maven ${LOWEST_MAVEN.join('.')} or newer, ${KAFKA_INSTEAD}`;
}

/** @param {readonly number[]} version @param {readonly number[]} least */
function isBelow(version, least) {
  const at = least.findIndex((part, i) => version[i] !== part);
  return at >= 0 && (version[at] ?? 0) < (least[at] ?? 0);
}
