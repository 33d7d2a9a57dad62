/** Whatever the request says of the host it asked for: only path and query are read. */
const BASE = 'http://localhost';

/**
 * Where a request goes. A client may send any text as its target, and not every text is a URL (`//` is none).
 * @param {import('node:http').IncomingMessage} request
 * @returns {URL | null} null for a target that cannot be read: answer 400
 */
export const requestUrl = ({ url = '/' }) => (URL.canParse(url, BASE) ? new URL(url, BASE) : null);
