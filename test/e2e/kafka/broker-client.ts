import { createRequire } from 'node:module';
import type { AclEntry } from 'kafkajs';
import { about, secret } from '../system/running-system.js';

/** A refusal or other answer that is no success, as the broker's protocol names it. */
interface ProtocolError {
  readonly type?: string;
  readonly errors?: readonly ProtocolError[];
  readonly name?: string;
}

interface Partition {
  readonly partition: number;
  readonly [detail: string]: unknown;
}
interface OfTopic {
  readonly topic: string;
  readonly partitions: readonly Partition[];
}

/** kafkajs's own client of one broker, below its retries and refreshes: one request, one answer. */
export interface BrokerClient {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  metadata(topics: readonly string[]): Promise<unknown>;
  produce(request: { topicData: readonly OfTopic[] }): Promise<unknown>;
  fetch(request: { topics: readonly OfTopic[]; maxWaitTime: number }): Promise<unknown>;
  createTopics(request: { topics: readonly object[]; validateOnly: boolean }): Promise<unknown>;
  createPartitions(request: {
    topicPartitions: readonly { topic: string; count: number }[];
    validateOnly: boolean;
  }): Promise<unknown>;
  deleteRecords(request: { topics: readonly OfTopic[] }): Promise<unknown>;
  deleteTopics(request: { topics: readonly string[] }): Promise<unknown>;
  alterConfigs(request: { resources: readonly object[]; validateOnly: boolean }): Promise<unknown>;
  describeConfigs(request: { resources: readonly object[] }): Promise<unknown>;
  initProducerId(request: { transactionalId: string; transactionTimeout: number }): Promise<unknown>;
  joinGroup(request: object): Promise<unknown>;
  offsetCommit(request: object): Promise<unknown>;
  describeGroups(request: { groupIds: readonly string[] }): Promise<unknown>;
  /** Does not throw what the broker refuses; it stands in the answer. */
  deleteGroups(groupIds: readonly string[]): Promise<{ results: readonly { error?: Error }[] }>;
  createAcls(request: { acl: readonly AclEntry[] }): Promise<unknown>;
  describeAcls(filter: object): Promise<unknown>;
  deleteAcls(request: { filters: readonly object[] }): Promise<unknown>;
}

const load = createRequire(__filename);
const Broker = load('kafkajs/src/broker') as new (options: object) => BrokerClient;
const ConnectionPool = load('kafkajs/src/network/connectionPool') as new (options: object) => object;
const socketFactory = (load('kafkajs/src/network/socketFactory') as () => unknown)();
const logger = { namespace: () => logger, error: () => 0, warn: () => 0, info: () => 0, debug: () => 0 };

/** A connection of one principal, with its own password unless another is given. The caller disconnects. */
export async function connectAs(
  principal: string,
  password = secret(about().secrets.kafka[principal]),
): Promise<BrokerClient> {
  const [host, port] = (about().brokers[0] ?? '').split(':');
  const connectionPool = new ConnectionPool({
    ...{ host, port: Number(port), socketFactory, logger, clientId: principal },
    sasl: { mechanism: 'scram-sha-512', username: principal, password },
    ...{ requestTimeout: 15_000, enforceRequestTimeout: true, connectionTimeout: 10_000 },
    reauthenticationThreshold: 10_000,
  });
  const client = new Broker({ connectionPool, logger, authenticationTimeout: 10_000 });
  await client.connect();
  return client;
}

/** What became of a request: `done`, or the broker's word for why not. */
export async function outcomeOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'done';
  } catch (error) {
    return wordOf(error as ProtocolError);
  }
}

const wordOf = ({ type, errors, name }: ProtocolError): string =>
  type ?? (errors?.[0] ? wordOf(errors[0]) : (name ?? 'unnamed'));
