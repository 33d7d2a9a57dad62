import { request } from 'node:http';

/**
 * Sends a request target byte for byte, as a hostile client may; `fetch` would mend it.
 * @param {string} at URL of the server @param {string} path @param {string} [method]
 * @returns {Promise<number | undefined>} the status it answers with; rejects when it hangs up instead
 */
export const statusOf = (at, path, method = 'GET') =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(at);
    const call = request({ host, port, path, method }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.once('error', reject);
    call.end();
  });
