import { readFileSync, statSync } from 'node:fs';
import { CountersignError } from '@countersign/contracts';
import { parseStrictJson } from '@countersign/statement';
import { type SourceEvent, eventProblems } from '../prepare-event.js';
import { EventInvalid, SettingWrong } from '../source.errors.js';

/** One input; larger ones are sent in parts. */
const maxBytes = 67_108_864;
const maxLineBytes = 131_072;
const members = ['type', 'data', 'id', 'subject', 'time', 'traceparent'];

/** The text of a file, or of standard input for `-`. Throws `SETTING_WRONG`. */
export function readInput(file: string): string {
  const name = file === '-' ? 'standard input' : `\`${file}\``;
  try {
    if (file !== '-' && statSync(file).size > maxBytes)
      throw new SettingWrong(`${name} is larger than ${maxBytes} bytes`);
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    if (cause instanceof SettingWrong) throw cause;
    throw new SettingWrong(
      `${name} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}`,
      { cause },
    );
  }
}

/** JSON lines to events; empty lines are skipped. Throws `EVENT_INVALID` with every problem of every line, each with its number. */
export function parseEventLines(text: string): SourceEvent[] {
  const problems: string[] = [];
  const events = text.split('\n').flatMap((line, at): SourceEvent[] => {
    if (line.trim() === '') return [];
    const { event, found } = parseLine(line);
    problems.push(...found.map((problem) => `line ${at + 1}: ${problem}`));
    return event ? [event] : [];
  });
  if (problems.length > 0) throw new EventInvalid('the input', problems);
  return events;
}

function parseLine(line: string): { readonly event?: SourceEvent; readonly found: readonly string[] } {
  let value: unknown;
  try {
    value = parseStrictJson(line, { bytes: maxLineBytes });
  } catch (error) {
    if (error instanceof CountersignError) return { found: [error.message] };
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { found: ['not a JSON object'] };
  const unknown = Object.keys(value).filter((name) => !members.includes(name));
  const strange = unknown.map((name) => `unknown member \`${name}\`, known are ${members.join(', ')}`);
  const event = value as SourceEvent;
  return { event, found: [...strange, ...eventProblems(event)] };
}
