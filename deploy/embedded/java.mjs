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

/** @param {string} name @param {string[]} homes folders with a `bin`, tried before the PATH @returns {string | null} */
function find(name, homes) {
  const folders = [...homes.map((home) => join(home, 'bin')), ...(process.env.PATH ?? '').split(delimiter)];
  const files = folders.filter(Boolean).map((folder) => join(folder, name));
  return (
    files.find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }) ?? null
  );
}

/** @param {(string | undefined)[]} values @returns {string[]} */
const given = (...values) => /** @type {string[]} */ (values.filter(Boolean));

/**
 * @returns {Promise<string>} the `java` to use: JAVA_HOME's if that is set, else the one on the PATH
 * @throws {ToolMissingError} when there is none, or it is older than 17
 */
export async function findJava() {
  const home = process.env.JAVA_HOME;
  const java = home ? find('java', [home]) : find('java', []);
  if (java === null)
    throw new ToolMissingError(
      `Java was not found: install Java ${LOWEST_JAVA} or newer (or set JAVA_HOME to one), ${KAFKA_INSTEAD}`,
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

/** @returns {string} the `mvn` to use @throws {ToolMissingError} when there is none */
export function findMaven() {
  const maven = find('mvn', given(process.env.MAVEN_HOME, process.env.M2_HOME));
  if (maven !== null) return maven;
  throw new ToolMissingError(
    `Maven was not found and Apache Kafka's jars are not here yet: install Maven (its command is \`mvn\`), ${KAFKA_INSTEAD}`,
  );
}
