import { aTopic, publish } from '../../test/a-broker.js';
import { Chain, type SignedRecord } from '../../test/a-chain.js';
import type { Script } from '../../test/a-reader.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { eventually } from '../../test/eventually.js';
import { inTransaction } from '../persistence/index.js';
import { dropQuarantine, listQuarantine, redriveQuarantine, showQuarantine } from './quarantine.command.js';
import { setAside } from './quarantine.store.js';
import type { SetAside } from './set-aside.js';

const by = { actor: 'person:4711', reason: 'the bug is mended' };

/** What a person may do with what lies in quarantine, while the service reads from Kafka. */
describe('quarantine', () => {
  let sandbox: Sandbox;
  let topic: string;
  let broken: boolean;
  let record: SignedRecord;
  let calls: number;
  /** How many records lay in quarantine undecided, as each handling saw it. */
  const seen: number[] = [];

  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    topic = await aTopic('policy', 1);
    [broken, calls] = [true, 0];
    [record] = (await new Chain(topic).some(1)) as [SignedRecord];
    await publish(topic, [record]);
    for (let replica = 0; replica < 2; replica++) await sandbox.read({ topics: [topic], handle });
    await eventually(async () => (await listQuarantine(sandbox.ds)).length === 1);
  });
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const handle: Script = async (statement, context) => {
    calls++;
    const [undecided] = await context.tx.query<[{ n: number }]>(
      `SELECT count(*)::int AS n FROM quarantine WHERE state IN ('waiting', 'held')`,
    );
    seen.push(undecided.n);
    await sandbox.note(statement, context);
    if (broken) throw new TypeError('a bug');
  };
  const only = async () => (await listQuarantine(sandbox.ds))[0]!.id;
  const stateOf = async (id: string) => (await showQuarantine(sandbox.ds, id)).state;

  it('shows a record as it came, with its code and what was done with it', async () => {
    const shown = await showQuarantine(sandbox.ds, await only());
    expect(shown).toMatchObject({
      topic,
      offset: '0',
      state: 'held',
      code: 'HANDLER_FAULT',
      message: 'a bug',
      acts: [],
    });
    expect([shown.key?.toString(), shown.value?.toString()]).toEqual([record.key, record.value]);
    const headers = Object.fromEntries(shown.headers.map(([name, value]) => [name, value.toString()]));
    expect(headers).toEqual(record.headers);
  });

  it('has a record handled again on command, once, however many replicas there are and however often it is said', async () => {
    broken = false;
    const id = await only();
    const said = await Promise.allSettled([1, 2, 3].map(() => redriveQuarantine(sandbox.ds, id, by)));
    expect(said.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await eventually(async () => (await stateOf(id)) === 'handled');
    expect([await sandbox.effects(), calls]).toEqual([[record.hash], 2]);
    expect((await showQuarantine(sandbox.ds, id)).acts).toMatchObject([{ act: 'redrive', ...by }]);
    await expect(redriveQuarantine(sandbox.ds, id, by)).rejects.toMatchObject({ code: 'NOT_QUARANTINED' });
  });

  it('does not lie in quarantine any more for whoever looks while it is handled, and does again when it fails', async () => {
    const id = await only();
    const before = seen.length;
    await redriveQuarantine(sandbox.ds, id, by);
    await eventually(async () => calls === 2 && (await stateOf(id)) === 'held');
    broken = false;
    await redriveQuarantine(sandbox.ds, id, by);
    await eventually(async () => (await stateOf(id)) === 'handled');
    expect(seen.slice(before)).toEqual([0, 0]);
  });

  it('holds a record again that fails again, and keeps its effect undone', async () => {
    const id = await only();
    await redriveQuarantine(sandbox.ds, id, by);
    await eventually(async () => calls === 2 && (await stateOf(id)) === 'held');
    expect(await sandbox.effects()).toEqual([]);
  });

  it('has no second effect of a record that was handled meanwhile', async () => {
    broken = false;
    await publish(topic, [record]);
    await sandbox.untilEffects(1);
    const id = await only();
    await redriveQuarantine(sandbox.ds, id, by);
    await eventually(async () => (await stateOf(id)) === 'handled');
    expect(await sandbox.effects()).toEqual([record.hash]);
  });

  it('gives a record up for good on command, and keeps its bytes', async () => {
    const id = await only();
    await dropQuarantine(sandbox.ds, id, by);
    expect(await showQuarantine(sandbox.ds, id)).toMatchObject({
      state: 'dropped',
      acts: [{ act: 'drop', ...by }],
    });
    await expect(redriveQuarantine(sandbox.ds, id, by)).rejects.toMatchObject({ code: 'NOT_QUARANTINED' });
    expect(await listQuarantine(sandbox.ds)).toEqual([]);
  });

  it('takes the records of a topic that was made anew, at the same places, and keeps what lay there', async () => {
    const why: SetAside = {
      state: 'held',
      code: 'HANDLER_FAULT',
      message: 'a bug',
      inOrder: false,
      attempts: 1,
      delayMs: 0,
    };
    const [first] = await sandbox.database.force('SELECT cluster FROM quarantine');
    const there = await showQuarantine(sandbox.ds, await only());
    const another = { ...there, cluster: String(first!['cluster']), value: Buffer.from('another') };
    for (let twice = 0; twice < 2; twice++)
      await inTransaction(sandbox.ds, (tx) => setAside(tx, another, why));
    expect(await sandbox.database.force('SELECT value FROM quarantine ORDER BY id')).toEqual([
      { value: Buffer.from(record.value) },
      { value: Buffer.from('another') },
    ]);
  });

  it.each([
    ['no actor', { actor: ' ', reason: 'why' }],
    ['no reason', { actor: 'person:1', reason: '' }],
  ])('does nothing for %s', async (_, who) => {
    const id = await only();
    for (const act of [redriveQuarantine, dropQuarantine])
      await expect(act(sandbox.ds, id, who)).rejects.toMatchObject({ code: 'ACT_INCOMPLETE' });
    await expect(dropQuarantine(sandbox.ds, '999', by)).rejects.toMatchObject({ code: 'NOT_QUARANTINED' });
    expect(await showQuarantine(sandbox.ds, id)).toMatchObject({ state: 'held', acts: [] });
  });
});
