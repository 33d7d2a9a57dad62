// A command for operators over one service of the running system, with that service's own database role and nothing more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Runs a built command (its path in the repository) as a service; ends this process as it ends.
 * @param {string} service @param {string} command @param {readonly string[]} args @returns {Promise<never>}
 */
export async function operate(service, command, args) {
  const environments = await environmentsOfRunning();
  const env = environments[service];
  if (env === undefined) {
    console.error(`there is no service \`${service}\`: there are ${Object.keys(environments).join(', ')}`);
    process.exit(2);
  }
  process.exit(await runAs(env, command, args));
}

/**
 * Runs a built command (its path in the repository) in the environment of a service.
 * @param {NodeJS.ProcessEnv | undefined} env @param {string} command @param {readonly string[]} args @returns {Promise<number>} its exit code
 */
export async function runAs(env, command, args) {
  const main = fileURLToPath(new URL(`../${command}`, import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit', env });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

/** What runs, by service; ends this process with a sentence when nothing does. */
export async function environmentsOfRunning() {
  const { attach } = await import('../deploy/embedded/running-system.mjs');
  try {
    return attach().about().environments;
  } catch (error) {
    const { code, message } = /** @type {Error & { code?: string }} */ (error);
    console.error(code === undefined ? message : `${code}: ${message}`);
    process.exit(1);
  }
}
