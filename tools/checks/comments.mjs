// Comments that promise or excuse: a TODO names its issue, a switched-off rule says why, our own bans are not switched off.
// `node tools/checks/comments.mjs [folder]`
import { report, textOf, trackedFiles } from './tracked-files.mjs';

const code = /\.(ts|mjs|cjs|js|sh|sql|ya?ml)$|^Dockerfile$|^\.ci\//;

/** @type {{ pattern: RegExp, allowed: RegExp, problem: string }[]} each line that has `pattern` must be `allowed` */
const rules = [
  {
    pattern: /(^|\s)(\/\/|\/\*|\*|#|--)\s.*\b(TODO|FIXME|XXX|HACK)\b/,
    allowed: /\b(TODO|FIXME)\(#\d+\)/,
    problem: 'write `TODO(#12)` with the number of its issue, or do it now',
  },
  {
    pattern: /eslint-disable/,
    allowed: /eslint-disable(-next-line|-line)?( (?!countersign\/)[\w@/-]+,?)+ -- \S/,
    problem:
      'a rule is switched off by name, with a reason after `--`; rules of `countersign/` are not switched off',
  },
  {
    pattern: /@ts-(ignore|nocheck)|prettier-ignore/,
    allowed: /prettier-ignore -- \S/,
    problem: 'not switched off: fix the type, or say `@ts-expect-error` with a reason',
  },
];

/** @param {string} text @returns {{ line: number, problem: string }[]} */
function promisesIn(text) {
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules
        .filter(({ pattern, allowed }) => pattern.test(line) && !allowed.test(line))
        .map(({ problem }) => ({ line: index + 1, problem })),
    );
}

const root = process.argv[2] ?? '.';
const own = /^tools\/checks\/comments\.mjs$|\/fixtures\//;
const files = trackedFiles(root).filter((file) => code.test(file) && !own.test(file));
report(
  files.flatMap((file) =>
    promisesIn(textOf(root, file) ?? '').map(({ line, problem }) => `${file}:${line}: ${problem}`),
  ),
);
