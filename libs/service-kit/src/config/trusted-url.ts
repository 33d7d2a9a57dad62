const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Says what speaks against a URL that keys or logins come from; `undefined` when nothing does. Plain http is for this
 * machine only; a query, fragment or login in the URL would make two names of one issuer.
 */
export function objectionToTrustedUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname)))
    return 'it is neither https nor http on this machine';
  if (url.username || url.password) return 'it holds a login';
  if (url.search || url.hash) return 'it holds a query or a fragment';
  return undefined;
}
