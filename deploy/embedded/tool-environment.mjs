// The environment that processes of the embedded start inherit from the caller: enough to find tools and to write
// dates, nothing that could carry a secret or change what a service does.
const KEPT = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'JAVA_HOME',
  'SystemRoot',
  'NODE_EXTRA_CA_CERTS',
];

/** @returns {Record<string, string>} */
export function toolEnvironment() {
  return Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
