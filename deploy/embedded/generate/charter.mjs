// The charter of a service: the block at the head of its README that says what it may and must not do.

/** @typedef {import('../duties.mjs').Process} Process */

const BEGIN = '<!-- charter -->';
const END = '<!-- /charter -->';
const NOTE = '<!-- generated from deploy/duties.yaml by `npm run generate`: edit there -->';

/** @param {string[]} names */
const code = (names) => (names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', '));

/** @param {Process} process @returns {[string, string][]} */
function rows(process) {
  const { name, database, target } = process;
  const roles =
    database === null
      ? 'none'
      : `\`${database}\`: \`${database}\` (runtime), \`${database}_owner\` (migrations)`;
  return [
    ['Process = Kafka principal = consumer group', `\`${name}\``],
    ['Reads', code(process.consumes)],
    ['Writes, as the only one', code(process.produces)],
    ['Signs', code(process.signs)],
    ['Database and roles', roles],
    ...(target === null
      ? []
      : [
          /** @type {[string, string]} */ ([
            `Target \`${target.system}\``,
            `\`${target.role}\`, ${target.access} it`,
          ]),
        ]),
    ['Settings', code(process.environment)],
  ];
}

/** @param {Process[]} processes of one folder @returns {string} the block, markers included */
export function charter(processes) {
  const [first] = processes;
  if (first === undefined) return '';
  const lists = processes.map((process) =>
    rows(process)
      .map(([what, value]) => `- **${what}:** ${value}`)
      .join('\n'),
  );
  return [
    BEGIN,
    NOTE,
    '',
    `**Duty:** ${first.does}.`,
    '',
    `**Must** ${first.must.join('; ')}.`,
    '',
    `**Must never** ${first.never.join('; ')}.`,
    '',
    lists.join('\n\n---\n\n'),
    '',
    END,
  ].join('\n');
}

/**
 * @param {string | null} readme as it is; null when there is none
 * @param {string} name of the service
 * @param {string} block
 * @returns {string} with the block in its place: between the markers, else below the first heading
 */
export function withCharter(readme, name, block) {
  if (readme === null) return `# ${name}\n\n${block}\n`;
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from >= 0 && to > from) return readme.slice(0, from) + block + readme.slice(to + END.length);
  const [, heading = `# ${name}\n`, rest = readme] = /^(# .*\n)([\s\S]*)$/.exec(readme) ?? [];
  return `${heading}\n${block}\n${rest.startsWith('\n') ? '' : '\n'}${rest}`;
}
