// docs/life-of-a-grant.md: every state and move, from the tables that policy checks at its start and that every move is checked against.
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * @typedef {{ of: string, first: string, table: Record<string, Record<string, readonly string[]>> }} Life
 */

const intro = `# The life of a grant

<!-- Generated from \`services/policy/src/life\` by \`node tools/documents.mjs\`: edit the tables there. -->

Two tables say what may become of what is asked. Policy writes every move in its own database, in the transaction of whatever caused it, and
refuses one that a table does not hold (\`POLICY_ILLEGAL_TRANSITION\`); at its start it checks that every state is known and can be reached, and
that every move has a cause. A cause is a statement, which its signer alone may write; the law (\`governance.bundle.v1\`); or the clock alone
(\`timer\`).

A request's lines stay together: its reservation is made when it is cleared and kept until every line is absent. A **slot** frees when
the connector's signed state, said after every clearance of it had run out, lacks the grant _and_ an observation begun later lacks the permission
(or another reserved grant explains it): never on time alone, never on one word. What ends sooner is ordered once more when its clearance has run out. A line that was ordered and not answered is **in doubt**: it stays \`reserved\`, its slot is kept, the
order goes out again.
`;

/** @param {string} cause */
const signer = (cause) => (cause === 'timer' ? 'policy' : (cause.split('.')[0] ?? cause));

/** @param {Life} life */
function movesOf({ table }) {
  return Object.entries(table).flatMap(([from, next]) =>
    Object.entries(next).map(([to, causes]) => ({ from, to, causes })),
  );
}

/** @param {Life} life */
function diagram(life) {
  const moves = movesOf(life).filter(({ from, to }) => from !== to);
  const finals = Object.keys(life.table).filter((state) => Object.keys(life.table[state] ?? {}).length === 0);
  const lines = [
    `  [*] --> ${life.first}`,
    ...moves.map(({ from, to }) => `  ${from} --> ${to}`),
    ...finals.map((state) => `  ${state} --> [*]`),
  ];
  return `\`\`\`mermaid\nstateDiagram-v2\n${lines.join('\n')}\n\`\`\`\n`;
}

/** @param {Life} life */
function table(life) {
  const rows = movesOf(life).map(({ from, to, causes }) => {
    const by = [...new Set(causes.map(signer))].join(', ');
    return `| ${from} | ${to} | ${by} | ${causes.map((cause) => `\`${cause}\``).join(', ')} |`;
  });
  return ['| from | to | who causes it | by what |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** @param {string} root with every package built @returns {string} Markdown, not yet formatted */
export function lifePage(root) {
  const require = createRequire(join(root, 'tools/documents/life.mjs'));
  /** @type {Life} */
  const request = require('../../services/policy/dist/life/request-life.decision.js').requestLife;
  /** @type {Life} */
  const line = require('../../services/policy/dist/life/line-life.decision.js').lineLife;
  const part = (/** @type {string} */ title, /** @type {Life} */ life) =>
    `## ${title}\n\n${diagram(life)}\n${table(life)}\n`;
  return [intro, part('A request', request), part('A line of it', line)].join('\n');
}
