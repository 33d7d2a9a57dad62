// Commit messages: `type(scope): what it does now`, scopes being the parts of the house, a closed list.
//   node tools/check-commits.mjs                 every commit since this rule exists
//   node tools/check-commits.mjs --message FILE  one message, as a commit-msg hook
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const types = ['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'build', 'ci', 'style', 'chore', 'revert'];
/** Closed: a new part of the house gets its scope here, in the commit that adds it. */
const scopes = [
  ...['house', 'contracts', 'statement', 'conflicts', 'service-kit', 'connector-kit', 'source', 'testing'],
  ...[
    'request',
    'policy',
    'approval',
    'provisioning',
    'connector-postgres',
    'observer-postgres',
    'governance',
  ],
  ...['embedded', 'policy-bundle', 'demo', 'boundaries', 'e2e', 'model', 'attacks', 'bench', 'docs', 'cli'],
  'oracle',
];
const form = new RegExp(`^(${types.join('|')})\\((${scopes.join('|')})\\)!?: \\S.*[^.\\s]$`);
const longest = 150;

/** @param {string} message @returns {string | null} what is wrong with its first line */
function problemOf(message) {
  const [subject = ''] = message.split('\n');
  if (/^(Merge|Revert) /.test(subject)) return null;
  if (subject.length > longest) return `longer than ${longest} characters`;
  if (form.test(subject)) return null;
  return `not \`type(scope): what\`, without a period; types: ${types.join(', ')}; scopes: ${scopes.join(', ')}`;
}

/** @param {string[]} args */
const git = (args) =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** @returns {string[]} `hash subject` of every commit after the one that brought this file */
function commits() {
  try {
    const [first = ''] = git([
      'log',
      '--diff-filter=A',
      '--format=%H',
      '--reverse',
      '--',
      'tools/check-commits.mjs',
    ]).split('\n');
    return first
      ? git(['log', '--no-merges', '--format=%h %s', `${first}..HEAD`])
          .split('\n')
          .filter(Boolean)
      : [];
  } catch {
    return []; // an archive without git, or git without the commit
  }
}

/** @returns {string[]} packages that no scope stands for */
const unnamed = () =>
  ['libs', 'services', 'clients', 'test']
    .filter((group) => existsSync(group))
    .flatMap((group) => readdirSync(group).map((name) => ({ group, name })))
    .filter(({ group, name }) => existsSync(`${group}/${name}/package.json`) && !scopes.includes(name))
    .map(({ group, name }) => `${group}/${name} has no scope in tools/check-commits.mjs`);

const at = process.argv.indexOf('--message');
const messages = at < 0 ? commits() : [`this message ${readFileSync(process.argv[at + 1] ?? '', 'utf8')}`];
const wrong = messages.flatMap((line) => {
  const [, name = '', message = ''] = /^(this message|\S+) ([\s\S]*)$/.exec(line) ?? [];
  const problem = problemOf(message);
  return problem === null ? [] : [`${name} \`${message.split('\n')[0]}\`: ${problem}`];
});
const problems = [...wrong, ...(at < 0 ? unnamed() : [])];
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;
