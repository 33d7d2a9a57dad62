import kafkajs, { type Producer } from 'kafkajs';
import { toKafkaHeaders } from './cloud-event.js';
import { type KafkaLogin, brokerError, createKafka } from './kafka-client.js';
import {
  type PreparedEvent,
  type SourceEvent,
  type Speaker,
  eventProblems,
  prepareEvent,
} from './prepare-event.js';
import { EventInvalid, SettingWrong } from './source.errors.js';

export interface PublisherOptions extends KafkaLogin, Speaker {}

/** What became of an event: where it lies, and by which trace it can be followed. */
export interface PublishedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly traceparent: string;
}

/** Publishes what a source says to its own topic, `upstream.<source>`. */
export interface Publisher {
  /** One event; resolves when all in-sync replicas have it. Throws `EVENT_INVALID`, or a broker's error. */
  publish(event: SourceEvent): Promise<PublishedEvent>;
  /**
   * Many events in order. All are checked before the first is sent. After an error some may have been written: send all again,
   * the same ids have one effect.
   */
  publishAll(events: readonly SourceEvent[]): Promise<PublishedEvent[]>;
  /** Waits for what is under way and disconnects. */
  close(): Promise<void>;
}

/** Records of one request to the broker: bounded in number and, below the broker's limit, in bytes. */
const chunkEvents = 500;
const chunkBytes = 524_288;

/**
 * A publisher; connects with the first event. Retries what a broker can mend by itself, so a record may be written twice: the receiver
 * counts (source, id) once. Safe to be used by many callers at a time; the order between calls that overlap is not defined.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(options.source))
    throw new SettingWrong(`\`${options.source}\` is not the name of a source`);
  const topic = `upstream.${options.source}`;
  const what = `\`${options.username}\` publishing to \`${topic}\``;
  const producer = createKafka(options).producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  let connected: Promise<void> | undefined;
  const connect = (): Promise<void> => {
    connected ??= producer.connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  };
  const publishAll = async (events: readonly SourceEvent[]): Promise<PublishedEvent[]> => {
    refuseInvalid(events);
    const prepared = await Promise.all(events.map((event) => prepareEvent(event, options)));
    try {
      await connect();
      for (const chunk of chunks(prepared)) await send(producer, topic, chunk);
    } catch (error) {
      throw brokerError(what, error);
    }
    return prepared.map(({ id, type, subject, time, traceparent }) => ({
      id,
      type,
      subject,
      time,
      traceparent,
    }));
  };
  return {
    publishAll,
    publish: async (event) => (await publishAll([event]))[0] as PublishedEvent,
    close: () => producer.disconnect(),
  };
}

/** Names every event of a batch that could not be sent, not only the first. */
function refuseInvalid(events: readonly SourceEvent[]): void {
  const problems = events.flatMap((event, at) =>
    eventProblems(event).map((problem) => (events.length === 1 ? problem : `event ${at + 1}: ${problem}`)),
  );
  if (problems.length > 0) throw new EventInvalid(events.length === 1 ? 'the event' : 'the batch', problems);
}

const send = (producer: Producer, topic: string, events: readonly PreparedEvent[]) =>
  producer.send({
    topic,
    acks: -1,
    messages: events.map((event) => ({ key: event.key, value: event.bytes, headers: toKafkaHeaders(event) })),
  });

function* chunks(events: readonly PreparedEvent[]): Generator<readonly PreparedEvent[]> {
  let chunk: PreparedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = event.bytes.length + (event.signature?.length ?? 0) + 512;
    if (chunk.length > 0 && (chunk.length === chunkEvents || bytes + size > chunkBytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(event);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
