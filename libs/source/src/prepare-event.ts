import { type Clock, systemClock } from '@countersign/contracts';
import { type UpstreamType, isUpstreamType } from '@countersign/contracts/upstream';
import { sha256 } from '@countersign/statement';
import { type loadSigningKey, signSourceEvent } from '@countersign/statement/sign';
import { keyOf, subjectOf } from './event-attributes.js';
import { dataProblems, eventTypes } from './event-schema.js';
import { EventInvalid } from './source.errors.js';
import { currentTraceparent } from './traceparent.js';

/** A private key of the source, as `loadSigningKey` gives it. */
export type SourceKey = Awaited<ReturnType<typeof loadSigningKey>>;

/** What a source has to say. Only `type` and `data` are needed. */
export interface SourceEvent {
  /** E.g. `worker.hired.v1`; `countersign-source types` lists them. */
  readonly type: string;
  /** Checked against the published schema of the type before anything is sent. */
  readonly data: unknown;
  /** At most 128 of `A-Z a-z 0-9 . _ : -`. The same id has one effect, however often it is sent. Default: made of type and data. */
  readonly id?: string;
  /** Default: the identity that the event is about. */
  readonly subject?: string;
  /** When it is said (not when it takes effect): ISO 8601, UTC. Default: now. */
  readonly time?: string;
  /** W3C trace context. Default: the active span's, else a new trace. */
  readonly traceparent?: string;
}

/** Who says it, and how it is signed. */
export interface Speaker {
  /** Name of the source, its Kafka principal: `hr`. */
  readonly source: string;
  /** Deployment id; signed, so that an event of one deployment means nothing in another. */
  readonly deployment: string;
  /** Without a key an event may ask and take away, but gives no power (see docs/threat-model.md). */
  readonly signingKey?: SourceKey;
  readonly clock?: Clock;
}

/** An event exactly as it goes out. Sending it twice sends the same bytes. */
export interface PreparedEvent {
  readonly type: UpstreamType;
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly key: string;
  /** The data as UTF-8 JSON: what is signed, stored and forwarded. */
  readonly bytes: Buffer;
  /** Compact JWS of the source over all of it, or null. */
  readonly signature: string | null;
  readonly traceparent: string;
}

/** The data of one event; the statement that carries it onwards holds no more. */
const maxDataBytes = 49_152;
const forms = {
  id: /^[A-Za-z0-9._:-]{1,128}$/,
  subject: /^[A-Za-z0-9._:-]{1,128}$/,
  time: /^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/,
  traceparent: /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/,
} as const;

/** Checks, completes and signs an event. Throws `EVENT_INVALID` with every problem; then nothing of it goes out. */
export async function prepareEvent(event: SourceEvent, speaker: Speaker): Promise<PreparedEvent> {
  const { type, data } = event;
  const problems = eventProblems(event);
  if (problems.length > 0 || !isUpstreamType(type))
    throw new EventInvalid(`event \`${event.id ?? type}\``, problems);
  const { source, deployment, signingKey, clock = systemClock } = speaker;
  const bytes = Buffer.from(JSON.stringify(data));
  const members = data as Record<string, unknown>;
  const id = event.id ?? contentId(type, bytes);
  const subject = event.subject ?? subjectOf(type, members, source);
  const time = event.time ?? new Date(clock.now()).toISOString();
  const signed = { dep: deployment, id, source, type, subject, time, data: bytes };
  return {
    ...{ type, id, source, subject, time, bytes },
    key: keyOf(type, members, id, subject),
    signature: signingKey ? await signSourceEvent(signingKey, signed) : null,
    traceparent: event.traceparent ?? currentTraceparent(),
  };
}

/** The id that type and data alone give: what was said once is not said again by saying it in the same words. */
export const contentId = (type: string, bytes: Uint8Array): string =>
  `e-${sha256(Buffer.concat([Buffer.from(`${type}\n`), bytes])).slice(0, 22)}`;

/** Everything that is wrong with an event, a sentence each; empty when it can be sent. */
export function eventProblems(event: SourceEvent): string[] {
  const formal = (Object.keys(forms) as (keyof typeof forms)[])
    .filter((name) => event[name] !== undefined && !forms[name].test(String(event[name])))
    .map((name) => `\`${name}\` does not have the form \`${forms[name].source}\``);
  const { type, data } = event;
  if (!isUpstreamType(type))
    return [...formal, `type \`${String(type)}\` is unknown, known are ${eventTypes.join(', ')}`];
  const size = Buffer.byteLength(JSON.stringify(data) ?? '');
  if (size > maxDataBytes)
    return [...formal, `\`data\` has ${size} bytes, at most ${maxDataBytes} are carried`];
  return [...formal, ...dateProblems(event), ...dataProblems(type, data)];
}

/** Dates that have the form of one and do not exist. */
function dateProblems({ time, data }: SourceEvent): string[] {
  const members = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  const dates = members.filter(([name]) => ['effective', 'until', 'from', 'at'].includes(name));
  return [
    ['time', time] as const,
    ...dates.map(([name, value]) => [`data.${name}`, value as unknown] as const),
  ]
    .filter(([, value]) => typeof value === 'string' && forms.time.test(value) && !exists(value))
    .map(([name, value]) => `\`${name}\` is \`${String(value)}\`, which is no date`);
}

/** `Date.parse` moves 30 February to March; a date that exists comes back as it was. */
const exists = (text: string): boolean => {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === text.slice(0, 19);
};
