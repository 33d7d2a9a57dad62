import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs';
import { NeverHappened, readSecret, type RunFile } from '@countersign/demo/stage';
import { read } from '../checker/signed.js';

/** A statement as it went over the broker. The harness steers by it and believes nothing of it: judging is the checker's. */
export interface Heard {
  readonly type: string;
  readonly topic: string;
  readonly partition: number;
  readonly hash: string;
  readonly iat: number;
  readonly text: string;
  /** In the order of arrival here, over all topics. */
  readonly number: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each type has its own
  readonly body: any;
}

/** How long something may take on a busy machine, ms. */
const patienceMs = 240_000;

/** Listens to everything that services say, from the beginning, as the broker's super user. */
export class Wire {
  readonly heard: Heard[] = [];
  private readonly byRequest = new Map<string, Heard[]>();
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly consumer: kafkajs.Consumer) {}

  static async tap(about: RunFile): Promise<Wire> {
    const kafka = new kafkajs.Kafka({
      brokers: [...about.brokers],
      clientId: 'attacks',
      sasl: {
        mechanism: 'scram-sha-512',
        username: 'admin',
        password: readSecret(about.secrets.kafka['admin']),
      },
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 50, maxRetryTime: 2_000 },
    });
    const consumer = kafka.consumer({
      groupId: `attacks-${randomBytes(4).toString('hex')}`,
      retry: { retries: 50 },
    });
    const wire = new Wire(consumer);
    await consumer.connect();
    const topics = /^(request|policy|approval|provisioning\..*|connector\..*|observer\..*)$/;
    await consumer.subscribe({ topics: [topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ topic, partition, message }) => {
        wire.take(topic, partition, String(message.value ?? ''));
        return Promise.resolve();
      },
    });
    return wire;
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }

  private take(topic: string, partition: number, text: string): void {
    const signed = read(text);
    if (!signed) return;
    const { body, iat } = signed.payload as { readonly body: Heard['body']; readonly iat: number };
    const { typ: type, hash } = signed;
    const heard = { type, topic, partition, hash, iat, text, number: this.heard.length, body };
    this.heard.push(heard);
    const request = String(body?.request ?? '');
    this.byRequest.set(request, [...(this.byRequest.get(request) ?? []), heard]);
    for (const listener of [...this.listeners]) listener();
  }

  /** What was said about a request so far, in order of arrival. */
  about(request: string, type?: string): readonly Heard[] {
    return (this.byRequest.get(request) ?? []).filter((one) => type === undefined || one.type === type);
  }

  /** Waits until `look` gives something, looking again at each statement that arrives. Throws {@link NeverHappened}. */
  until<T>(what: string, look: () => T | undefined | false | null, withinMs = patienceMs): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => {
        this.listeners.delete(listener);
        reject(new NeverHappened(`waited ${withinMs} ms for ${what}`));
      }, withinMs);
      const listener = () => {
        const found = look();
        if (!found) return;
        clearTimeout(end);
        this.listeners.delete(listener);
        resolve(found);
      };
      this.listeners.add(listener);
      listener();
    });
  }
}
