import type { SettingsSpec } from './read-settings.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The settings as a Markdown table, in the order of the spec; what the documentation is generated from. */
export function describeSettings(spec: SettingsSpec): string {
  const rows = Object.values(spec).map(({ variable, means, expects, default: fallback, optional, example }) =>
    [
      `\`${variable}\``,
      means,
      expects,
      fallback === undefined ? (optional ? 'optional' : 'required') : `\`${fallback}\``,
      `\`${example}\``,
    ]
      .map(cell)
      .join(' | '),
  );
  return ['variable | means | expects | default | example', '--- | --- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |\n`)
    .join('');
}
