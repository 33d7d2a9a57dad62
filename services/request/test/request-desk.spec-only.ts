import type { StatementType } from '@countersign/contracts';
import { StatementIssuer } from '@countersign/service-kit/messaging';
import { inTransaction } from '@countersign/service-kit/persistence';
import { type Trust, verifyStatement } from '@countersign/statement';
import { signSourceEvent } from '@countersign/statement/sign';
import {
  aMonday,
  type FixedClock,
  fixedClock,
  keyring,
  signingKeyOf,
  type SourceEvent,
} from '@countersign/testing';
import { type OwnDatabase, ownDatabase } from '@countersign/testing/database';
import type { DataSource, EntityManager } from 'typeorm';
import { SourceClients } from '../src/callers/source-clients.js';
import type { HeardEvents } from '../src/intake/heard-events.js';
import { takeIn } from '../src/intake/intake.handler.js';
import type { CloudEvent } from '../src/intake/structured-event.js';
import { Request1764000000000 } from '../src/migrations/1764000000000-request.js';
import { type RequestDeps, requestTopic } from '../src/request-deps.js';

/** A statement as it waits in the outbox, its signature checked against the registry. */
export interface Said {
  readonly type: StatementType;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each spec knows what it asked
  readonly body: any;
  readonly hash: string;
  readonly topic: string;
  readonly key: string;
}

const ring = keyring();
const registry = ring.registry();

/** An event as it comes in, with its source's signature if it has one. */
export async function arriving(
  { signedBy, signedAs, data, ...event }: SourceEvent,
  cameAt = aMonday,
): Promise<CloudEvent> {
  const bytes = Buffer.from(JSON.stringify(data));
  const attributes = { dep: ring.deployment, ...event, data: bytes };
  const key = signedBy === null ? null : await signingKeyOf(signedBy, signedAs ?? signedBy);
  return { ...event, cameAt, bytes, data, signature: key && (await signSourceEvent(key, attributes)) };
}

/** An event that ITSM sends, signed by nobody. */
export const fromItsm = (type: string, id: string, data: object, source = 'itsm'): SourceEvent => ({
  ...{ source, id, type, subject: 'person:1001', time: '2030-01-07T09:00:00Z' },
  ...{ data: data as SourceEvent['data'], signedBy: null },
});

/** Request without its broker: events are handed to it, what it says is read from its outbox. Database, keys and signatures are real. */
export class RequestDesk {
  readonly clock: FixedClock = fixedClock(aMonday);
  deps!: RequestDeps;
  /** What the service believes; null: nothing was published yet. */
  trust: Trust | null = ring.trust();

  /** People whom it could not consider, as it logged. */
  readonly logged: unknown[] = [];

  /** Which source is heard for what; everything unless a spec says otherwise. */
  heard: Pick<HeardEvents, 'require'> = { require: () => undefined };

  private constructor(readonly database: OwnDatabase) {}

  get ds(): DataSource {
    return this.database.ds;
  }

  static async open(): Promise<RequestDesk> {
    return new RequestDesk(await ownDatabase('request', [Request1764000000000]));
  }

  /** Before each spec: nothing is left of the one before. */
  async begin(): Promise<void> {
    await this.database.empty();
    this.clock.set(aMonday);
    this.trust = ring.trust();
    this.logged.length = 0;
    this.heard = { require: () => undefined };
    const issuer = await StatementIssuer.open({
      dataSource: this.ds,
      key: await signingKeyOf('request'),
      deployment: ring.deployment,
      principal: 'request',
      topics: [requestTopic],
      clock: this.clock,
      onFatal: () => undefined,
    });
    this.deps = {
      issuer,
      clock: this.clock,
      log: { error: (_, fields) => void this.logged.push(fields?.['person']) },
      trust: () => {
        if (!this.trust) throw new TypeError('no valid bundle has been published yet');
        return this.trust;
      },
      heard: { require: (source, type) => this.heard.require(source, type) } as HeardEvents,
      clients: new SourceClients(['itsm-system=itsm']),
    };
  }

  close(): Promise<void> {
    return this.database.drop();
  }

  inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.ds, work);
  }

  /** Events arrive, each in its own transaction, in this order. */
  async takesIn(...events: readonly SourceEvent[]): Promise<void> {
    for (const each of events) {
      const event = await arriving(each);
      await this.inTransaction((tx) => takeIn(this.deps, tx, event));
    }
  }

  /** Everything request has said of these types (all without), in the order of its chain. */
  async said(...types: readonly StatementType[]): Promise<Said[]> {
    const rows: { jws: Buffer; topic: string; key: string }[] = await this.ds.query(
      'SELECT s.jws, o.topic, o.key FROM outbox o JOIN statement s ON s.hash = o.statement ORDER BY s.seq',
    );
    const all = rows.map(async ({ jws, topic, key }) => {
      const { type, body, hash } = await verifyStatement(jws.toString(), registry);
      return { type, body, hash, topic, key };
    });
    return (await Promise.all(all)).filter(({ type }) => types.length === 0 || types.includes(type));
  }

  /** How many rows a table has. */
  async rows(table: string): Promise<number> {
    const [row] = await this.ds.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM ${table}`);
    return row.n;
  }
}
