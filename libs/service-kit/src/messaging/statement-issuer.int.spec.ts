import { ROOT_CONTEXT, context, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { verifyStatement } from '@countersign/statement';
import { type DataSource } from 'typeorm';
import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { clock, registry } from '../../test/a-trust.js';
import { anIssuer, theRequest, withdrew } from '../../test/an-issuer.js';
import { recordTraces, stopTraces } from '../../test/traces.js';
import { inTransaction } from '../persistence/index.js';
import { takeUnpublished } from '../outbox/outbox.store.js';
import { statementDecoder } from './statement.decoder.js';

const topic = 'policy';
const to = { topic, key: theRequest };

interface Kept {
  readonly seq: number;
  readonly hash: string;
  readonly jws: string;
}

describe('the issuer of statements', () => {
  let database: TestDatabase;
  let ds: DataSource;
  beforeAll(async () => {
    database = await aDatabase();
  });
  beforeEach(async () => {
    await database.empty();
    ds = await database.open();
  });
  afterAll(() => database.drop());

  const kept = (): Promise<Kept[]> =>
    ds.query(`SELECT seq::int AS seq, hash, convert_from(jws, 'UTF8') AS jws FROM statement ORDER BY seq`);

  /** Every statement verifies and names the one before; the outbox holds the same bytes in the same order. */
  async function expectWholeChain(length: number): Promise<void> {
    const statements = await Promise.all((await kept()).map(({ jws }) => verifyStatement(jws, registry)));
    expect(statements.map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, i) => i + 1));
    expect(statements.map(({ prev }) => prev)).toEqual([
      null,
      ...statements.slice(0, -1).map(({ hash }) => hash),
    ]);
    const queued = await inTransaction(ds, (tx) =>
      takeUnpublished(tx, { limit: 1_000, urgent: false, without: [] }),
    );
    expect(queued.map(({ value }) => value.toString())).toEqual(statements.map(({ jws }) => jws));
  }

  it('signs, keeps the exact bytes and queues them, in a chain', async () => {
    const issuer = await anIssuer(ds, [topic]);
    const issued = [];
    for (let i = 0; i < 3; i++)
      issued.push(await inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), to)));
    await expectWholeChain(3);
    expect(issued.map(({ hash, jws }) => ({ hash, jws }))).toEqual(
      (await kept()).map(({ hash, jws }) => ({ hash, jws })),
    );
    const first = await verifyStatement((await kept())[0]?.jws as string, registry);
    expect(first).toMatchObject({ iss: 'policy', dep: 'acme', chain: 'policy.policy.1', iat: clock.now() });
  });

  it('leaves no hole behind work that failed, nor behind a savepoint that was rolled back', async () => {
    const issuer = await anIssuer(ds, [topic]);
    const failing = inTransaction(ds, async (tx) => {
      await issuer.issue(tx, withdrew(), to);
      throw new TypeError('the decision fails after signing');
    });
    await expect(failing).rejects.toThrow('after signing');
    await inTransaction(ds, async (tx) => {
      await issuer.issue(tx, withdrew(), to);
      await tx.query('SAVEPOINT s');
      await issuer.issue(tx, withdrew(), to);
      await tx.query('ROLLBACK TO SAVEPOINT s');
      await issuer.issue(tx, withdrew(), to);
    });
    await expectWholeChain(2);
  });

  it('keeps one chain whole when many decide at once, and when one decision says several things at once', async () => {
    const issuer = await anIssuer(ds, [topic]);
    const decide = (i: number) =>
      inTransaction(ds, async (tx) => {
        await Promise.all([1, 2].map(() => issuer.issue(tx, withdrew(), to)));
        if (i % 3 === 0) throw new TypeError('every third fails');
      }).catch(() => undefined);
    await Promise.all(Array.from({ length: 30 }, (_, i) => decide(i)));
    await expectWholeChain(40);
  });

  it('lets a process whose lease was taken over append nothing, and ends it', async () => {
    const ended: unknown[] = [];
    const zombie = await anIssuer(ds, [topic], { onFatal: (error) => ended.push(error) });
    await inTransaction(ds, (tx) => zombie.issue(tx, withdrew(), to));
    const successor = await anIssuer(ds, [topic]);
    await expect(inTransaction(ds, (tx) => zombie.issue(tx, withdrew(), to))).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    await inTransaction(ds, (tx) => successor.issue(tx, withdrew(), to));
    expect(ended).toMatchObject([{ code: 'LEASE_LOST' }]);
    await expectWholeChain(2);
  });

  it('lets a successor in the middle of a decision win: the zombie finds out when it signs', async () => {
    const zombie = await anIssuer(ds, [topic], { onFatal: () => undefined });
    const decision = inTransaction(ds, async (tx) => {
      await tx.query('SELECT 1');
      await anIssuer(ds, [topic]);
      await zombie.issue(tx, withdrew(), to);
    });
    await expect(decision).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await kept()).toEqual([]);
  });

  it('keeps replicas apart by their instance', async () => {
    const [one, two] = await Promise.all(['1', '2'].map((instance) => anIssuer(ds, [topic], { instance })));
    await inTransaction(ds, (tx) => one!.issue(tx, withdrew(), to));
    await inTransaction(ds, (tx) => two!.issue(tx, withdrew(), to));
    expect(await ds.query('SELECT chain, seq::int AS seq FROM statement ORDER BY chain')).toEqual([
      { chain: 'policy.policy.1', seq: 1 },
      { chain: 'policy.policy.2', seq: 1 },
    ]);
  });

  it.each([
    [
      'outside of a transaction',
      'NOT_IN_TRANSACTION',
      async () => (await anIssuer(ds, [topic])).issue(ds.manager, withdrew(), to),
    ],
    [
      'on a topic that it does not write',
      'UNKNOWN_TOPIC',
      async () => {
        const issuer = await anIssuer(ds, [topic]);
        return inTransaction(ds, (tx) =>
          issuer.issue(tx, withdrew(), { topic: 'approval', key: theRequest }),
        );
      },
    ],
    [
      'under another key than the request that it is about',
      'WRONG_KEY',
      async () => {
        const issuer = await anIssuer(ds, [topic]);
        return inTransaction(ds, (tx) =>
          issuer.issue(tx, withdrew(), { topic, key: 'r-zzzzzzzzzzzzzzzzzzzzzz' }),
        );
      },
    ],
    [
      'larger than readers accept',
      'STATEMENT_TOO_LARGE',
      async () => {
        const issuer = await anIssuer(ds, [topic]);
        const draft = withdrew();
        (draft.body as { reasons: object[] }).reasons = Array.from({ length: 400 }, () => ({
          code: 'EPOCH_RAISED',
          message: 'x'.repeat(600),
        }));
        return inTransaction(ds, (tx) => issuer.issue(tx, draft, to));
      },
    ],
  ])('refuses to sign %s', async (_, code, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code, retriable: false });
    expect(await kept()).toEqual([]);
  });

  it('queues the trace of the decision with the statement', async () => {
    const spans = recordTraces();
    const issuer = await anIssuer(ds, [topic]);
    await trace.getTracer('spec').startActiveSpan('decide', async (span) => {
      await inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), to));
      span.end();
    });
    const [{ headers }] = await ds.query<[{ headers: Record<string, string> }]>('SELECT headers FROM outbox');
    const { traceId, spanId } = spans
      .getFinishedSpans()
      .find(({ name }) => name === 'issue policy.withdrew.v1')!
      .spanContext();
    expect(headers['traceparent']).toBe(`00-${traceId}-${spanId}-01`);
    stopTraces();
  });

  it('queues nothing that a caller of HTTP has sent beside her trace, so that readers take the statement', async () => {
    recordTraces();
    propagation.disable();
    const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
    propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
    const called = propagation.extract(ROOT_CONTEXT, {
      baggage: `a=${'x'.repeat(3_000)},b=${'x'.repeat(3_000)}`,
    });
    const issuer = await anIssuer(ds, [topic]);
    await context.with(called, () => inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), to)));
    stopTraces();
    const [row] = await inTransaction(ds, (tx) =>
      takeUnpublished(tx, { limit: 1, urgent: false, without: [] }),
    );
    const headers = Object.entries(row!.headers).map(([name, value]) => [name, Buffer.from(value)] as const);
    const record = { topic, key: Buffer.from(row!.key), value: row!.value, headers, appendedAt: clock.now() };
    const read = await statementDecoder(() => registry)(record as never);
    expect(read).toMatchObject({ type: 'policy.withdrew.v1' });
  });
});
