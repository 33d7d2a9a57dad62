// A file is named after the one thing it holds plus its role: `clear.decision.ts`, `conflict-rule.ts`, `cleared.v1.ts` (STYLE 3).
import { basename, relative, sep } from 'node:path';

/** Every role a file name may end in. Closed: a new role is a decision, made here. */
const roles = new Set([
  ...['command', 'decoder', 'metrics', 'story'],
  ...['decision', 'handler', 'store', 'entity', 'controller', 'consumer', 'module', 'errors', 'config'],
  ...[
    'guard',
    'filter',
    'interceptor',
    'check',
    'spec',
    'spec-only',
    'int',
    'e2e',
    'properties',
    'preset',
    'd',
    'generated',
  ],
]);
const catchAll =
  /^(utils?|helpers?|common|commons|types?|misc|shared|constants|interfaces|models?|stuff|lib|base)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const version = /^v[1-9][0-9]*$/;

/** @param {string} file relative to the repository, `/` between folders @returns {string | null} what is wrong with its name */
export function problemOfName(file) {
  const [thing = '', ...suffixes] = basename(file).replace(/^\./, '').split('.').slice(0, -1);
  if (!kebab.test(thing)) return `\`${thing}\` is not kebab case`;
  if (catchAll.test(thing)) return `\`${thing}\` says nothing: name the one thing that the file holds`;
  const unknown = suffixes.find((suffix) => !roles.has(suffix) && !version.test(suffix));
  if (unknown !== undefined) return `\`${unknown}\` is no role of a file: ${[...roles].join(', ')}, v1 …`;
  if (suffixes.includes('handler') && thing.includes('-and-'))
    return 'two duties or transactions in one verb (STYLE 4)';
  if (thing === 'index' && file.startsWith('services/')) return 'a service has no index: import the file';
  return null;
}

/** @type {import('eslint').Rule.RuleModule} */
export const fileName = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    Program(node) {
      const problem = problemOfName(relative(context.cwd, context.filename).split(sep).join('/'));
      if (problem) context.report({ node, loc: { line: 1, column: 0 }, message: `${problem} (STYLE 3)` });
    },
  }),
};
