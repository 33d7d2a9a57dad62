import { Sandbox } from '../../test/a-sandbox.js';
import { Chain } from '../../test/a-chain.js';
import { aTopic, publish } from '../../test/a-broker.js';
import { alive } from '../../test/an-issuer.js';
import { eventually } from '../../test/eventually.js';
import { inTransaction } from '../persistence/index.js';
import { type Beat, recordBeats } from './clock.store.js';
import { ClockWatch, type ClockWatchOptions } from './clock-watch.js';
import { observeClocks } from './observe-clocks.js';

const minute = 60_000;
const boundMs = 5_000;

describe('the clocks that a service can see', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(() => sandbox.begin());
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const shifted = (by: number) => ({ now: () => Date.now() + by });
  const watch = (options: Partial<ClockWatchOptions> = {}) =>
    new ClockWatch({ clock: shifted(0), boundMs, ...options });
  let seq = 0;
  const skews = (of: ClockWatch, peers: readonly string[] | 'all' = 'all') =>
    inTransaction(sandbox.ds, (tx) => of.skews(tx, peers));
  /** A heartbeat of a clock shifted by `ahead` that came to the broker after `travelled` and is read now. */
  const beats = (ahead: number, change: Partial<Beat> & { travelled?: number } = {}) => {
    const { travelled = 20, ...rest } = change;
    const appendedAt = Date.now();
    const beat = {
      chain: 'policy.policy.1',
      signer: 'policy',
      seq: (seq += 1),
      at: appendedAt - travelled + ahead,
      appendedAt,
    };
    return inTransaction(sandbox.ds, (tx) => recordBeats(tx, [{ ...beat, ...rest }]));
  };
  /** Time goes by for what is known of peers, as the database would see it. */
  const passes = (ms: number) =>
    sandbox.ds.query('UPDATE peer_clock SET since = since - $1::bigint, heard = heard - $1::bigint', [ms]);

  it('agree while nothing says otherwise', async () => {
    await beats(0);
    expect(await skews(watch())).toEqual([]);
  });

  it.each([10 * minute, -10 * minute])(
    "differ when this process's own is off by %d ms, whoever is asked about",
    async (by) => {
      const [skew, ...others] = await skews(watch({ clock: shifted(by) }), []);
      expect([skew?.of, others]).toEqual(['this process', []]);
      expect(Math.abs((skew?.byMs ?? 0) - by)).toBeLessThan(minute);
    },
  );

  it('differ at once when a peer is ahead, for who rests on it, and no longer when it was set right', async () => {
    await beats(10 * minute);
    expect(await skews(watch())).toMatchObject([{ of: 'policy', byMs: expect.any(Number) }]);
    expect(await skews(watch(), ['policy'])).toHaveLength(1);
    expect(await skews(watch(), ['approval'])).toEqual([]);
    await beats(0);
    expect(await skews(watch())).toEqual([]);
  });

  it('go on to differ though an older heartbeat is heard again', async () => {
    const honest = (seq += 1);
    await beats(10 * minute);
    await beats(0, { seq: honest });
    expect(await skews(watch())).toHaveLength(1);
  });

  it('differ when a peer is behind, after a whole window of late heartbeats, and no longer with the first that is not', async () => {
    const seen: number[] = [];
    for (let beat = 0; beat < 8; beat++) {
      await beats(-10 * minute);
      seen.push((await skews(watch())).length);
      await passes(5_000);
    }
    expect([seen[0], seen.at(-1)]).toEqual([0, 1]);
    await beats(0);
    expect(await skews(watch())).toEqual([]);
  });

  it('are not held against a peer whose heartbeats we read late, or which is silent', async () => {
    for (let beat = 0; beat < 8; beat++) {
      const at = Date.now() - 10 * minute;
      await beats(0, { at, appendedAt: at + 20 });
      await passes(5_000);
    }
    expect(await skews(watch())).toEqual([]);
    await beats(10 * minute);
    await passes(40_000);
    expect(await skews(watch())).toEqual([]);
  });

  it('are compared with others that this process was given, by way of its own', async () => {
    const target = (by: number) => [{ of: 'target', now: async () => Date.now() + by }];
    expect(await skews(watch({ others: target(0) }))).toEqual([]);
    expect(await skews(watch({ others: target(-10 * minute) }))).toMatchObject([{ of: 'target' }]);
    const ours = await skews(watch({ clock: shifted(10 * minute), others: target(0) }));
    expect(ours.map(({ of }) => of)).toEqual(['this process']);
  });

  it('give the later time to what ends by time, whichever runs ahead', async () => {
    const latest = (by: number) =>
      inTransaction(sandbox.ds, (tx) => watch({ clock: shifted(by) }).latest(tx));
    expect((await latest(-10 * minute)) - Date.now()).toBeGreaterThan(-minute);
    expect((await latest(10 * minute)) - Date.now()).toBeGreaterThan(9 * minute);
  });

  it('are read from heartbeats that come by Kafka', async () => {
    const topic = await aTopic('policy');
    const chain = new Chain(topic);
    await sandbox.read({ topics: [topic] });
    const at = Date.now() + 10 * minute;
    const name = `policy.${topic}.1`;
    await publish(topic, [await chain.next(alive({ at, heads: [], bundle: 7, registry: 3 }), { key: name })]);
    const [skew] = await eventually(async () => {
      const found = await skews(watch(), ['policy']);
      return found.length > 0 && found;
    });
    expect(skew?.byMs).toBeGreaterThan(9 * minute);
  });

  it('are told to people once when they differ, and once when they agree again', async () => {
    let by = 10 * minute;
    const said: string[] = [];
    const log = {
      error: (message: string) => said.push(message),
      info: (message: string) => said.push(message),
    };
    const observed = observeClocks({
      ...{ dataSource: sandbox.ds, boundMs, name: 'policy.policy.1', log: log as never },
      watch: watch({ clock: { now: () => Date.now() + by } }),
    });
    observed.start();
    try {
      await eventually(async () => observed.limited() === 'clocks differ');
      by = 0;
      await eventually(async () => observed.limited() === null);
    } finally {
      await observed.stop();
    }
    expect(said).toEqual([
      'clocks differ: no grants until they agree, removals go on',
      'clocks agree again: grants go on',
    ]);
  });
});
