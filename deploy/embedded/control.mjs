// A unix socket in the run's secrets folder, so that whoever may read the secrets of a running system may also end and
// start its processes: POST /processes/<name>/{kill,start,restart}, POST /stop.
import { createServer } from 'node:http';
import { EmbeddedError } from './errors.mjs';

/**
 * @param {import('./system.mjs').LaunchedSystem} system
 * @param {() => void} stop asked to stop the whole system
 */
export async function openControl(system, stop) {
  /** @param {string} path @returns {Promise<unknown>} */
  const act = async (path) => {
    if (path === '/stop') return stop();
    const [, name, verb] = /^\/processes\/([a-z][a-z0-9-]*)\/(kill|start|restart)$/.exec(path) ?? [];
    if (name === undefined) throw new EmbeddedError('CONTROL_UNKNOWN', `there is no \`${path}\` to ask for`);
    return system[/** @type {'kill' | 'start' | 'restart'} */ (verb)](name);
  };
  const server = createServer((request, response) => {
    const answer = (/** @type {number} */ status, /** @type {object} */ body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method !== 'POST') return answer(405, { detail: 'only POST' });
    act(request.url ?? '/').then(
      () => answer(200, { processes: system.pids() }),
      (error) => answer(409, { code: error.code ?? 'UNEXPECTED', detail: error.message }),
    );
  });
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(system.control, () => resolve(undefined)),
  );
  server.unref();
  system.onStop(() => void server.close());
}
