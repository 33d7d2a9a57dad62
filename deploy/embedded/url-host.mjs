/** @param {string} hostname of a URL @returns {string} as it is dialled: an IPv6 address stands in brackets in a URL only */
export const bareHost = (hostname) => hostname.replace(/^\[(.*)\]$/, '$1');

/** @param {string} host as it is dialled @returns {string} as it stands in a URL */
export const urlHost = (host) => (host.includes(':') ? `[${host}]` : host);
