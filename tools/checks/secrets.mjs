// No private key, password or token in a tracked file. Keys for tests are made while the test runs.
// `node tools/checks/secrets.mjs [folder]`
import { report, textOf, trackedFiles } from './tracked-files.mjs';

/** Private keys that standards publish as test vectors: RFC 8037 A.1, RFC 8032 7.1. They protect nothing. */
const published = new Set(['nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A']);

/** A value that is no secret: a placeholder, a variable, or what tests and documents write for one. */
const placeholder =
  /^(\$|<|\{|%|process\.|\*+$|(x|X)+$|your-|change-?me|example|secret$|password$|test-|wrong|not-)|…/;

/** Files that make passwords up to see them refused or kept out of a log; a key is a key there too. */
const makesUp = /\.spec(-only)?\.(ts|mjs)$|\/fixtures\/|^(libs|services|clients)\/[^/]+\/test\//;

/** @type {{ what: string, pattern: RegExp, everywhere?: true }[]} `secret` names the group that is judged */
const patterns = [
  {
    what: 'private key (PEM)',
    everywhere: true,
    pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*(?<secret>[A-Za-z0-9+/=]{16,})/g,
  },
  {
    what: 'private key (JWK)',
    everywhere: true,
    pattern: /["']?\bd["']?\s*:\s*["'](?<secret>[A-Za-z0-9_-]{43,86})["']/g,
  },
  {
    what: 'password',
    pattern: /\b\w*(?:password|passwd|secret|api_?key|token)["']?\s*[:=]\s*["'](?<secret>[^"'\s]{6,})["']/gi,
  },
  { what: 'password in an address', pattern: /\b[a-z][a-z+]*:\/\/[^\s/:@"'`$<{]+:(?<secret>[^\s@"'`]+)@/gi },
  {
    what: 'access token',
    everywhere: true,
    pattern: /\b(?<secret>gh[pousr]_\w{36}|AKIA[0-9A-Z]{16}|npm_\w{36}|xox[abp]-[\w-]{10,})\b/g,
  },
];

/** @param {string} file @param {string} text @returns {{ line: number, what: string }[]} */
function secretsIn(file, text) {
  const sought = patterns.filter(({ everywhere }) => everywhere || !makesUp.test(file));
  return sought.flatMap(({ what, pattern }) =>
    [...text.matchAll(pattern)]
      .filter(({ groups }) => !published.has(groups?.secret ?? '') && !placeholder.test(groups?.secret ?? ''))
      .map((match) => ({ line: text.slice(0, match.index).split('\n').length, what })),
  );
}

const root = process.argv[2] ?? '.';
const files = trackedFiles(root).filter((file) => file !== 'package-lock.json');
report(
  files.flatMap((file) =>
    secretsIn(file, textOf(root, file) ?? '').map(
      ({ line, what }) =>
        `${file}:${line}: ${what}: make it when it is needed, keep it in a file that git ignores`,
    ),
  ),
);
