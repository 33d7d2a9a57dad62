import { upstreamSchemas, isUpstreamType } from '@countersign/contracts/upstream';
import { eventTypes } from '../event-schema.js';
import { postEvent } from '../post-event.js';
import type { SourceEvent } from '../prepare-event.js';
import { type PublishedEvent, createPublisher } from '../publisher.js';
import { SettingWrong } from '../source.errors.js';
import { environment, httpSettings, kafkaSettings } from './config.js';
import { parseEventLines, readInput } from './event-lines.js';

/** Where a command writes its results; what goes wrong is thrown. */
export type Print = (line: string) => void;

export interface SendOptions {
  readonly http?: string;
  readonly json?: boolean;
}

/** Events of one batch call; bounds memory, not correctness. */
const batchSize = 2_000;

/** Sends every event of a file, or of standard input. All lines are checked before the first event goes out. */
export async function send(file: string, { http, json = false }: SendOptions, print: Print): Promise<void> {
  const events = parseEventLines(readInput(file));
  const report = (sent: readonly PublishedEvent[]) => {
    if (json) for (const event of sent) print(JSON.stringify(event));
  };
  const target =
    http === undefined ? await sendByKafka(events, report) : await sendByHttp(events, http, report);
  if (!json) print(`sent ${count(events)} to ${target}`);
}

async function sendByKafka(
  events: readonly SourceEvent[],
  report: (sent: readonly PublishedEvent[]) => void,
): Promise<string> {
  const settings = await kafkaSettings(environment());
  const publisher = createPublisher(settings);
  try {
    for (let at = 0; at < events.length; at += batchSize)
      report(await publisher.publishAll(events.slice(at, at + batchSize)));
  } finally {
    await publisher.close();
  }
  return `\`upstream.${settings.source}\``;
}

async function sendByHttp(
  events: readonly SourceEvent[],
  url: string,
  report: (sent: readonly PublishedEvent[]) => void,
): Promise<string> {
  const target = await httpSettings(environment(), url);
  for (const event of events) report([await postEvent(target, event)]);
  return url;
}

/** Checks every line and sends nothing. */
export function validate(file: string, print: Print): void {
  print(`${count(parseEventLines(readInput(file)))} valid`);
}

/** Lists the event types, or prints the JSON Schema of one. */
export function types(type: string | undefined, print: Print): void {
  if (type === undefined) return print(eventTypes.join('\n'));
  if (!isUpstreamType(type))
    throw new SettingWrong(`type \`${type}\` is unknown, known are ${eventTypes.join(', ')}`);
  print(JSON.stringify(upstreamSchemas[type], null, 2));
}

const count = (events: readonly unknown[]): string =>
  events.length === 1 ? '1 event' : `${events.length} events`;
