import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

// Below the ranges from which operating systems take the ports of outgoing connections (Linux 32768+, macOS 49152+):
// a port given to a service that is being restarted cannot be taken by somebody's client in between.
const LOWEST = 15_000;
const HIGHEST = 30_000;

/** @param {number} port @returns {Promise<boolean>} whether it can be listened on, on the loopback address */
const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

/** @returns {Promise<number>} a port of 127.0.0.1 that nobody listened on a moment ago */
export async function freePort() {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}

/** @param {number} port @returns {Promise<boolean>} whether something accepts connections there */
export const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
