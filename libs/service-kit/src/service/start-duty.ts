import { type Alive, type Clock, type Draft, systemClock } from '@countersign/contracts';
import { parseCustodians, parseStrictJson, type Trust } from '@countersign/statement';
import type { DynamicModule } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { type Clocks, ClockWatch, observeClocks, type OtherClock } from '../clock/index.js';
import type { SettingFile } from '../config/index.js';
import { GovernanceStore } from '../governance/index.js';
import {
  createHttpApp,
  type ProblemStatuses,
  Readiness,
  type RunningService,
  type TokenVerifier,
} from '../http/index.js';
import {
  ClusterWatch,
  connectTransport,
  CountersignTransport,
  createKafka,
  heartbeat,
  isUrgent,
  type OnFatal,
  readSigningKey,
  StatementIssuer,
} from '../messaging/index.js';
import type { Log } from '../observability/index.js';
import { OutboxRelay } from '../outbox/index.js';
import { type Migration, openDataSource, Ticker } from '../persistence/index.js';
import { tlsOf } from '../kafka/tls.js';
import { Opened } from './opened.js';
import { NotWorking } from './service.errors.js';

/** Settings that every service has; each service's `config.ts` adds its own. */
export interface DutySettings {
  readonly deployment: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePassword: SettingFile;
  readonly kafkaBrokers: readonly string[];
  readonly kafkaUsername: string;
  readonly kafkaPassword: SettingFile;
  /** Default: `off`. */
  readonly kafkaTls?: 'on' | 'off';
  readonly kafkaCa?: SettingFile | undefined;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly custodians: SettingFile;
  readonly signingKey: SettingFile;
  /** Which replica this is; each has chains of its own. Default: `1`. */
  readonly instance?: string;
  readonly perAddress: number;
  readonly perCaller: number;
  readonly trustedProxies?: readonly string[] | undefined;
  /** Most that clocks may differ before grants stop, ms. */
  readonly clockSkewMs: number;
}

/** What the kit gives a service to build its use cases from. */
export interface DutyParts {
  readonly dataSource: DataSource;
  readonly issuer: StatementIssuer;
  /** Bundle and registry now, run out or not; throws while there are none. For verifying and for taking away. */
  readonly trust: () => Trust;
  /** The same for deciding that somebody gets something: throws `TRUST_RUN_OUT` once either has run out. */
  readonly trustForGrants: () => Trust;
  readonly clock: Clock;
  /** Whether clocks agree; asked in the transaction of whatever grants. */
  readonly clocks: Clocks;
  readonly log: Log;
}

/** Something done again and again, by one replica at a time, in a transaction of its own. */
export interface Job {
  readonly name: string;
  /** Pause between two runs, ms. */
  readonly everyMs: number;
  readonly run: (tx: EntityManager) => Promise<void>;
}

/** How a service is put together. */
export interface Duty {
  readonly settings: DutySettings;
  readonly migrations: readonly Migration[];
  /** The duty's own constructor of heartbeats, from `@countersign/contracts/<duty>/issue`. */
  readonly alive: (body: Alive) => Draft<string, Alive>;
  /** Consumers and controllers with their dependencies. */
  readonly module: (parts: DutyParts) => DynamicModule;
  readonly jobs?: (parts: DutyParts) => readonly Job[];
  /** Reports metrics of its own; returns what ends that. */
  readonly observe?: (parts: DutyParts) => () => void;
  /** Clocks beside its database's that what it grants rests on, e.g. its target's. */
  readonly otherClocks?: readonly OtherClock[];
  /** Needed by services with routes that are not public. */
  readonly verifier?: TokenVerifier;
  readonly statuses?: ProblemStatuses;
}

async function openParts(
  { settings, migrations, otherClocks = [] }: Duty,
  log: Log,
  onFatal: OnFatal,
  opened: Opened,
) {
  const { deployment, kafkaUsername: principal, produces: topics, instance } = settings;
  const custodians = parseCustodians(parseStrictJson(settings.custodians.read()));
  if (custodians.deployment !== deployment)
    throw new NotWorking(
      `the custodians are of deployment \`${custodians.deployment}\`, this is \`${deployment}\``,
    );
  const key = await readSigningKey(settings.signingKey);
  const clock = systemClock;
  const dataSource = await openDataSource({
    url: settings.databaseUrl,
    passwordFile: settings.databasePassword,
    migrations,
    poolSize: 16,
  });
  opened.add(() => dataSource.destroy());
  const governance = new GovernanceStore({ dataSource, custodians, clock });
  await governance.refresh();
  const issuer = await StatementIssuer.open({
    ...{ dataSource, key, deployment, principal, topics, instance, clock, onFatal },
  });
  return {
    ...{ dataSource, governance, issuer, clock, log, onFatal },
    trust: () => governance.trust(),
    trustForGrants: () => governance.trustForGrants(),
    clocks: new ClockWatch({ clock, boundMs: settings.clockSkewMs, others: otherClocks }),
  };
}

function openKafka(
  { settings }: Duty,
  { dataSource, governance, onFatal }: Awaited<ReturnType<typeof openParts>>,
) {
  const { kafkaBrokers: brokers, kafkaUsername: username, kafkaPassword: passwordFile, consumes } = settings;
  const newClient = () => createKafka({ brokers, username, passwordFile, ssl: tlsOf(settings) });
  const kafka = newClient();
  const cluster = new ClusterWatch(kafka);
  const relay = new OutboxRelay({ kafka, cluster, dataSource });
  return {
    relay,
    transport: new CountersignTransport({
      ...{ newClient, cluster, dataSource, principal: username, topics: consumes, governance, onFatal },
    }),
  };
}

/**
 * Starts a service: its database (schema checked), its chains (leases taken), its outbox relay, its consumers, its HTTP edge, its jobs and
 * its heartbeats, one on each topic that has readers of its own. Ready when database, brokers, bundle and registry are there. Closing drains in the opposite order, every part even if
 * another one cannot be closed. `failed` settles when a consumer crashed or another process took over its chains; one that does so during
 * the start ends the start.
 */
export async function startDuty(duty: Duty, log: Log): Promise<RunningService> {
  let onFatal: OnFatal = () => undefined;
  const failed = new Promise<unknown>((resolve) => (onFatal = resolve));
  const opened = new Opened();
  await opened.whole(begin(duty, log, onFatal, opened), failed);
  return { failed, close: () => opened.close() };
}

async function begin(duty: Duty, log: Log, onFatal: OnFatal, opened: Opened): Promise<void> {
  const parts = await openParts(duty, log, onFatal, opened);
  const { dataSource, issuer, governance, clock, clocks: watch } = parts;
  const topic = duty.settings.produces[0] as string;
  const clocks = observeClocks({
    ...{ watch, dataSource, log, boundMs: duty.settings.clockSkewMs, name: issuer.chainNameOn(topic) },
  });
  const { relay, transport } = openKafka(duty, parts);
  const readiness = new Readiness(log)
    .register({ name: 'database', check: async () => void (await dataSource.query('SELECT 1')) })
    .register({ name: 'messaging', check: async () => refuseProblems(transport.problems()) })
    .limitedBy(clocks.limited);
  const app = await createHttpApp(duty.module(parts), { ...edgeOf(duty), log, readiness });
  connectTransport(app.nest, transport);
  opened.add(() => relay.stop());
  relay.start();
  opened.add(() => app.close());
  await app.nest.startAllMicroservices();
  await app.listen({ host: duty.settings.host, port: duty.settings.port });
  const beats = duty.settings.produces
    .filter((name) => !isUrgent(name))
    .map((name) => heartbeat({ dataSource, issuer, governance, clock, topic: name, alive: duty.alive }));
  const tickers = [...beats, ...(duty.jobs?.(parts) ?? []).map((job) => new Ticker({ ...job, dataSource }))];
  opened.add(() => Promise.all([clocks, ...tickers].map((ticker) => ticker.stop())));
  for (const ticker of [clocks, ...tickers]) ticker.start();
  const endMetrics = duty.observe?.(parts);
  if (endMetrics) opened.add(endMetrics);
}

/** The HTTP edge of a duty: who may come in, and how much of it. */
function edgeOf({ verifier, statuses, settings }: Duty) {
  const { perAddress, perCaller, trustedProxies } = settings;
  return {
    limits: { perAddress, perCaller },
    ...(trustedProxies ? { trustedProxies } : {}),
    ...(verifier ? { verifier } : {}),
    ...(statuses ? { statuses } : {}),
  };
}

function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new NotWorking(problems.join('; '));
}
