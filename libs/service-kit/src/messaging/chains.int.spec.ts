import { registryType } from '@countersign/contracts/governance';
import { testKey } from '@countersign/testing';
import { aTopic, publish } from '../../test/a-broker.js';
import { Chain, aRequest } from '../../test/a-chain.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { aGovernanceStore, clock, govern, ring } from '../../test/a-trust.js';
import { alive, anIssuer, theRequest, withdrew } from '../../test/an-issuer.js';
import { eventually } from '../../test/eventually.js';
import { inTransaction } from '../persistence/index.js';
import { gaps, hasOpenGap } from './chain-gap.store.js';
import { clearBrokenChain } from './chain.command.js';
import { heartbeat } from './heartbeat.js';
import { listQuarantine } from './quarantine.command.js';
import type { StatementIssuer } from './statement-issuer.js';

/** What a reader of a real Kafka topic knows of a signer's chain. */
describe('a chain as its reader sees it', () => {
  let sandbox: Sandbox;
  let topic: string;
  let chain: Chain;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    topic = await aTopic('policy');
    chain = new Chain(topic);
  });
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const isOpen = (graceMs?: number) => inTransaction(sandbox.ds, (tx) => hasOpenGap(tx, 'policy', graceMs));
  const name = () => `policy.${topic}.1`;
  const beat = (heads: object[]) =>
    chain.next(alive({ at: clock.now(), heads, bundle: 7, registry: 3 }), { key: name() });

  it('is whole in whatever order its numbers come', async () => {
    const records = await chain.some(30);
    await sandbox.read({ topics: [topic] });
    for (const part of [records.slice(20), records.slice(5, 20).reverse(), records.slice(0, 5)])
      await publish(topic, part);
    await sandbox.untilEffects(30);
    expect(await gaps(sandbox.ds)).toEqual([]);
    expect(await isOpen(0)).toBe(false);
  });

  it('has a gap while a number is missing: at once in the list, after five seconds for grants, never after it came', async () => {
    const [one, two, three, four] = await chain.some(4);
    await sandbox.read({ topics: [topic] });
    await publish(topic, [one!, three!, four!]);
    await sandbox.untilEffects(3); // what came is handled all the same: removals never wait
    expect(await gaps(sandbox.ds)).toMatchObject([
      { chain: name(), signer: 'policy', missing: '{[2,3)}', since: expect.any(Date), broken: null },
    ]);
    expect([await isOpen(), await isOpen(0)]).toEqual([false, true]);
    await sandbox.ds.query(`UPDATE chain_seen SET gap_since = gap_since - interval '6 s'`);
    expect(await isOpen()).toBe(true);
    expect(await inTransaction(sandbox.ds, (tx) => hasOpenGap(tx, 'approval'))).toBe(false);
    await publish(topic, [two!]);
    await sandbox.untilEffects(4);
    expect([await gaps(sandbox.ds), await isOpen(0)]).toEqual([[], false]);
  });

  it('has a gap at its end when a heartbeat tells of more than came', async () => {
    const [one, withheld] = await chain.some(2);
    await sandbox.read({ topics: [topic] });
    const told = await beat([
      { chain: name(), seq: 2, hash: withheld!.hash },
      { chain: 'policy.unread.1', seq: 9, hash: one!.hash },
    ]);
    await publish(topic, [one!]);
    await sandbox.untilEffects(1);
    await publish(topic, [told]);
    await eventually(() => isOpen(0));
    expect(await gaps(sandbox.ds)).toMatchObject([{ chain: name(), missing: '{[2,3)}' }]);
    await publish(topic, [withheld!]);
    await eventually(async () => !(await isOpen(0)));
  });

  it('that begins late misses its beginning', async () => {
    const records = await chain.some(5);
    await sandbox.read({ topics: [topic] });
    await publish(topic, records.slice(3));
    await sandbox.untilEffects(2);
    expect(await gaps(sandbox.ds)).toMatchObject([{ missing: '{[1,4)}' }]);
  });

  it.each([
    ['two statements have one number', 'TWO_WITH_ONE_NUMBER', { seq: 2 }],
    ['a statement names another predecessor', 'WRONG_PREDECESSOR', { seq: 4, prev: 'A'.repeat(43) as never }],
  ])('is broken for good when %s; what came is handled all the same', async (_, broken, envelope) => {
    const records = await chain.some(3);
    const fork = await new Chain(topic).next(withdrew(aRequest(77)), { envelope });
    await sandbox.read({ topics: [topic] });
    await publish(topic, records);
    await sandbox.untilEffects(3);
    expect(await isOpen(0)).toBe(false);
    await publish(topic, [fork]);
    expect(await sandbox.untilEffects(4)).toContain(fork.hash);
    await eventually(() => isOpen());
    expect(await gaps(sandbox.ds)).toMatchObject([{ broken }]);
    const by = { actor: 'person:4711', reason: 'looked at it' };
    await clearBrokenChain(sandbox.ds, name(), by);
    expect([
      await isOpen(0),
      await sandbox.ds.query('SELECT chain, act, about, actor, reason FROM chain_act'),
    ]).toEqual([false, [{ chain: name(), act: 'count-again', about: broken, ...by }]]);
    await expect(clearBrokenChain(sandbox.ds, name(), by)).rejects.toMatchObject({
      code: 'CHAIN_NOT_BROKEN',
    });
  });

  it('counts a statement as seen whose handler failed: nobody withheld it', async () => {
    const records = await chain.some(3);
    await sandbox.read({
      topics: [topic],
      handle: ({ seq }) => {
        if (seq === 2) throw new TypeError('a bug');
      },
    });
    await publish(topic, records);
    await sandbox.untilRead(3);
    expect(await gaps(sandbox.ds)).toEqual([]);
  });

  it('keeps nothing of heartbeats but what they tell', async () => {
    await sandbox.read({ topics: [topic] });
    const told = await beat([]);
    await publish(topic, [told, told, ...(await chain.some(1))]);
    await sandbox.untilEffects(1);
    await sandbox.untilRead(3);
    expect(await gaps(sandbox.ds)).toEqual([]);
    const [counts] = await sandbox.ds.query(
      'SELECT (SELECT count(*)::int FROM inbox) AS inbox, (SELECT count(*)::int FROM received) AS received',
    );
    expect(counts).toEqual({ inbox: 1, received: 1 });
  });

  describe("of the reader's own", () => {
    const own = async (issuer: StatementIssuer) => {
      const issued = await inTransaction(sandbox.ds, (tx) =>
        issuer.issue(tx, withdrew(), { topic, key: theRequest }),
      );
      const [{ headers }] = await sandbox.ds.query(
        'SELECT headers FROM outbox ORDER BY position DESC LIMIT 1',
      );
      return { key: theRequest, value: issued.jws, headers };
    };

    it('comes back and is nothing new', async () => {
      const issuer = await anIssuer(sandbox.ds, [topic]);
      await publish(topic, [await own(issuer), await own(issuer)]);
      await sandbox.read({ topics: [topic], principal: 'policy' });
      await sandbox.untilRead(2);
      expect([await sandbox.effects(), await gaps(sandbox.ds)]).toEqual([[], []]);
    });

    it('goes beyond a database that was rolled back: before anything else is read, no grants', async () => {
      const issuer = await anIssuer(sandbox.ds, [topic]);
      await publish(topic, [await own(issuer), await own(issuer)]);
      await sandbox.database.force(
        'DELETE FROM outbox; DELETE FROM statement WHERE seq = 2; UPDATE chain_head SET seq = 1',
      );
      const other = await aTopic('approval', 1);
      const seenBy: boolean[] = [];
      await publish(other, [{ key: 'k', value: 'x' }]);
      const reader = await sandbox.read({ topics: [topic, other], principal: 'policy' });
      await eventually(async () => {
        const read = (
          await sandbox.ds.query(`SELECT next_offset::int AS n FROM consumer_offset WHERE topic = $1`, [
            other,
          ])
        )[0]?.n;
        if (read === 1) seenBy.push(await isOpen());
        return read === 1;
      });
      expect(seenBy).toEqual([true]);
      expect(await gaps(sandbox.ds)).toMatchObject([{ broken: 'TOPIC_AHEAD_OF_DATABASE' }]);
      expect(reader.transport.problems()).toEqual([]);
    });
  });

  it('of the own, when only a later registry knows its key, is compared when it is tried again', async () => {
    const early = await chain.next(withdrew(), { by: 'policy-next', kid: 'policy-next' });
    await publish(topic, [early]);
    const topics = [topic, await aTopic('approval', 1)];
    const reader = await sandbox.read({ topics, principal: 'policy', retry: { attempts: 200 } });
    await eventually(async () => (await listQuarantine(sandbox.ds, { states: ['waiting'] })).length === 1);
    expect(await gaps(sandbox.ds)).toEqual([]);
    const rotated = ring.registryDocument((document) => {
      const mine = document.keys.find(({ signer }) => signer === 'policy')!;
      const next = { ...mine, kid: 'policy-next', x: testKey('policy-next').x };
      return { ...document, number: 4, keys: [...document.keys, next] };
    });
    await govern(reader.governance, sandbox.ds, registryType, await ring.signedRegistry(rotated));
    await eventually(async () => (await gaps(sandbox.ds)).length > 0);
    expect(await gaps(sandbox.ds)).toMatchObject([{ broken: 'TOPIC_AHEAD_OF_DATABASE' }]);
  });

  it('is told of by a heartbeat that everybody can verify', async () => {
    const issuer = await anIssuer(sandbox.ds, [topic]);
    const governance = await aGovernanceStore(sandbox.ds);
    await inTransaction(sandbox.ds, (tx) => issuer.issue(tx, withdrew(), { topic, key: theRequest }));
    const ticker = heartbeat({
      dataSource: sandbox.ds,
      issuer,
      governance,
      clock,
      topic,
      alive,
      everyMs: 20,
    });
    ticker.start();
    const rows = await eventually(async () => {
      const all = await sandbox.ds.query(
        `SELECT hash, convert_from(jws, 'UTF8') AS jws FROM statement ORDER BY seq`,
      );
      return all.length >= 3 && all;
    });
    await ticker.stop();
    const body = JSON.parse(Buffer.from(rows[1].jws.split('.')[1], 'base64url').toString()).body;
    expect(body).toEqual({
      at: clock.now(),
      heads: [{ chain: name(), seq: 1, hash: rows[0].hash }],
      bundle: 7,
      registry: 3,
    });
  });
});
