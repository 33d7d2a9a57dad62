import { Logger } from '@nestjs/common';
import kafkajs, { type Kafka, type LogEntry } from 'kafkajs';
import { readSecretFile } from '../config/setting-file.js';
import { calmRequestQueue } from './request-queue.js';
import { steadyTime } from './steady-time.js';

export interface KafkaOptions {
  /** `host:port` of brokers to ask first. */
  readonly brokers: readonly string[];
  /** The process's principal; also its client id and consumer group, nothing appended. */
  readonly username: string;
  /** Path of the file that holds the SCRAM password, or the setting that reads it. */
  readonly passwordFile: string | { read(): string };
  /** TLS to the brokers, with certificates of the system's authorities or of `ca` (PEM). Default: none, for brokers on this machine. */
  readonly ssl?: boolean | { readonly ca: string };
}

/** Broker trouble is retried for as long as it lasts: 100 ms first, never more than 2 s apart. */
const retry = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };

function logTo(logger: Logger): (entry: LogEntry) => void {
  return ({ level, label, namespace, log: { message, error } }) => {
    const text = `${namespace}: ${message}${typeof error === 'string' ? `: ${error}` : ''}`;
    if (level <= kafkajs.logLevel.ERROR) logger.error(text);
    else if (level === kafkajs.logLevel.WARN) logger.warn(text);
    else logger.debug(`${label} ${text}`);
  };
}

/**
 * A Kafka client of a process: SASL/SCRAM-SHA-512, quiet when idle. Connects when something uses it. Producers and admin clients that come
 * from it share its settings, not its connections; each consumer of a group needs a client of its own.
 */
export function createKafka(options: KafkaOptions): Kafka {
  calmRequestQueue();
  steadyTime();
  const { passwordFile, username } = options;
  const logger = new Logger('Kafka');
  return new kafkajs.Kafka({
    clientId: username,
    brokers: [...options.brokers],
    ssl: options.ssl ?? false,
    sasl: {
      mechanism: 'scram-sha-512',
      username,
      password: typeof passwordFile === 'string' ? readSecretFile(passwordFile) : passwordFile.read(),
    },
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => logTo(logger),
  });
}
