// Apache Kafka's jars, resolved once by Maven into `.data/cache`, which survives `npm ci`. Dependency-free.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ToolMissingError } from './errors.mjs';
import { findMaven, oldMaven } from './java.mjs';

const run = promisify(execFile);
const pom = fileURLToPath(new URL('../kafka/pom.xml', import.meta.url));
const cache = fileURLToPath(new URL('../../.data/cache/kafka', import.meta.url));

/** @returns {string} the folder the jars are in, or will be; it changes with the list of what is wanted */
export function jarsFolder() {
  return join(cache, createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16));
}

/** @returns {boolean} whether the jars are here; a half-finished download never looks finished */
export const haveJars = () => existsSync(jarsFolder());

/**
 * Resolves the jars, unless they are here.
 * @param {string} java whose home Maven is to use
 * @returns {Promise<string>} their folder
 * @throws {ToolMissingError} when Maven is missing, is too old or cannot resolve them
 */
export async function resolveJars(java) {
  const folder = jarsFolder();
  if (existsSync(folder)) return folder;
  const maven = findMaven();
  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, 'part-'));
  const goal = ['-q', '-B', '-C', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${part}`];
  const env = { ...process.env, ...(process.env.JAVA_HOME ? {} : { JAVACMD: java }) };
  try {
    await run(maven, goal, { cwd: cache, env });
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (existsSync(folder)) return folder; // another start was faster
    const tooOld = await oldMaven(maven, env);
    if (tooOld !== null) throw new ToolMissingError(tooOld, error);
    const { stdout = '', message } = /** @type {{ stdout?: string, message: string }} */ (error);
    const reason = /\[ERROR\].*/.exec(stdout)?.[0] ?? message;
    throw new ToolMissingError(
      `Maven could not resolve Apache Kafka's jars (${reason}): check the network or its settings in \`${dirname(maven)}\`, or set KAFKA_BROKERS to a Kafka cluster of yours`,
      error,
    );
  }
  return folder;
}
