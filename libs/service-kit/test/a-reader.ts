import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { Statement } from '@countersign/statement';
import { Controller, type INestApplication, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import type { Kafka } from 'kafkajs';
import type { DataSource } from 'typeorm';
import type { GovernanceStore } from '../src/governance/index.js';
import {
  ClusterWatch,
  CountersignTransport,
  type RecordContext,
  connectTransport,
  whenAgain,
} from '../src/messaging/index.js';
import { asAdmin } from './a-broker.js';
import { aGovernanceStore } from './a-trust.js';

/** What the reader's handler does with a payload; noting it is up to the handler. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each spec knows what it published
export type Script = (payload: any, context: RecordContext) => unknown;

const script = Symbol('script');
const scriptAgain = Symbol('script again');

/** A service as services are written: plain methods under patterns. */
@Controller()
class SpecConsumer {
  constructor(
    @Inject(script) private readonly run: Script,
    @Inject(scriptAgain) private readonly runAgain: Script,
  ) {}

  @EventPattern<string>('policy.withdrew.v1')
  async withdrew(
    @Payload() statement: Statement<'policy.withdrew.v1'>,
    @Ctx() context: RecordContext,
  ): Promise<void> {
    await this.run(statement, context);
  }

  @EventPattern<string>(whenAgain('policy.withdrew.v1'))
  async withdrewAgain(
    @Payload() statement: Statement<'policy.withdrew.v1'>,
    @Ctx() context: RecordContext,
  ): Promise<void> {
    await this.runAgain(statement, context);
  }

  @EventPattern<string>('worker.left.v1')
  async left(@Payload() event: unknown, @Ctx() context: RecordContext): Promise<void> {
    await this.run(event, context);
  }

  @EventPattern<string>('governance.bundle.v1')
  async governed(@Payload() bundle: unknown, @Ctx() context: RecordContext): Promise<void> {
    await this.run(bundle, context);
  }
}

export interface ReaderOptions {
  readonly dataSource: DataSource;
  readonly topics: readonly string[];
  readonly handle: Script;
  /** What is done with what comes again; nothing, unless it is given. */
  readonly handleAgain?: Script;
  readonly governance?: GovernanceStore;
  readonly principal?: string;
  readonly newClient?: () => Kafka;
  readonly retry?: { attempts?: number; firstMs?: number; longestMs?: number };
  readonly onFatal?: (error: unknown) => void;
}

export interface Reader {
  readonly transport: CountersignTransport;
  readonly governance: GovernanceStore;
  readonly app: INestApplication;
  close(): Promise<void>;
}

/** Starts a service that reads these topics. */
export async function aReader(options: ReaderOptions): Promise<Reader> {
  const { dataSource, topics, handle, principal = `reader-${randomBytes(4).toString('hex')}` } = options;
  const newClient = options.newClient ?? asAdmin;
  const governance = options.governance ?? (await aGovernanceStore(dataSource));
  const transport = new CountersignTransport({
    ...{ dataSource, topics, principal, newClient, governance, cluster: new ClusterWatch(newClient()) },
    retry: { firstMs: 20, longestMs: 100, ...options.retry },
    onFatal: options.onFatal ?? ((error) => console.error('fatal', error)),
  });
  const module = await Test.createTestingModule({
    controllers: [SpecConsumer],
    providers: [
      { provide: script, useValue: handle },
      { provide: scriptAgain, useValue: options.handleAgain ?? (() => undefined) },
    ],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  connectTransport(app, transport);
  await app.init();
  await app.startAllMicroservices();
  return { transport, governance, app, close: () => app.close() };
}
