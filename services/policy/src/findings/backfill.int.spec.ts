import type { ConflictMatrix } from '@countersign/conflicts';
import { carryOut } from '@countersign/service-kit/operator';
import { left, people } from '@countersign/testing';
import { matrixOf, matrixOfRule } from '../assess/matrix.js';
import { headLaw, payer } from '../../test/head-law.spec-only.js';
import { aGauge, type Gauge } from '../../test/a-gauge.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { observeBackfill } from './backfill.metrics.js';
import { findings } from './finding.command.js';

let desk: PolicyDesk;
let gauge: Gauge;
let end: () => void;
beforeAll(async () => {
  gauge = aGauge('countersign.backfill.waiting', 'of');
  desk = await PolicyDesk.open();
});
afterAll(async () => {
  await gauge.close();
  await desk.close();
});
beforeEach(async () => {
  await desk.begin();
  end = observeBackfill(desk.ds);
});
afterEach(() => end());

/** What is reported now, by what is still to be looked at. */
const waiting = (): Promise<Record<string, number>> => gauge.read();
/** The last line of the list. */
const said = async () => (await carryOut(findings, desk.ds, ['list'])).at(-1);
/** A law with a new rule on holders. */
const newKeepers = (number: number) =>
  headLaw(number, { ...payer('record', 1, 'NEW-01'), holders: 'duty:maintain-vendors' });
/** A matrix is one by which nothing can be judged, until the answer is called. */
function without(matrix: ConflictMatrix): () => void {
  const { rules } = matrix;
  Object.assign(matrix, { rules: [] });
  return () => void Object.assign(matrix, { rules });
}
/** A law is accepted and takes force. */
async function accepts(number: number, bundle = newKeepers(number)): Promise<void> {
  await desk.force(
    `INSERT INTO governance_document (type, number, hash, bytes) VALUES ('governance.bundle.v1', ${number}, '${number}', 'b')`,
  );
  await desk.activates(bundle);
}
const roots = async () => Number((await desk.rows('SELECT count(*) FROM root'))[0]?.['count']);
const scanAll = async () => {
  for (let waits = await roots(); waits > 0; waits -= 20) await desk.run('scanRoots');
};

describe('how much is still to be looked at under the law in force', () => {
  it('is everybody, and each rule on holders, and falls to nothing', async () => {
    expect(await said()).toBe('· no bundle was accepted yet: nobody was looked at');
    await accepts(8);
    const all = await roots();
    expect(all).toBeGreaterThan(2);
    expect(await waiting()).toEqual({ roots: all, head_counts: 1 });
    expect(await said()).toBe(
      `· ${all} roots and 1 rule on holders are still to be looked at under bundle 8`,
    );
    await scanAll();
    expect(await waiting()).toEqual({ roots: 0, head_counts: 1 });
    expect(await said()).toBe('· 1 rule on holders is still to be looked at under bundle 8');
    await desk.run('countHeads');
    expect(await waiting()).toEqual({ roots: 0, head_counts: 0 });
    expect(await said()).toBe('· everybody was looked at under bundle 8');
    await accepts(9);
    expect(await waiting()).toEqual({ roots: all, head_counts: 1 });
  });

  it('is not who was looked at under it and is to be looked at again', async () => {
    await accepts(8);
    await scanAll();
    await desk.states(left(people.mallory, desk.clock.now()));
    expect(await desk.rows('SELECT 1 FROM root WHERE scan')).not.toEqual([]);
    expect(await waiting()).toEqual({ roots: 0, head_counts: 1 });
  });

  it('is also what could not be judged, which is found and closes nothing, until it can be', async () => {
    for (const [at, who] of [people.bea, people.mallory].entries()) {
      const { id } = await desk.asks(`who${at}`, { beneficiary: who });
      await desk.approves(id);
    }
    await accepts(8);
    await scanAll();
    await desk.run('countHeads');
    const before = ['CONFLICT_RECORDED * NEW-01'];
    expect(await desk.findings()).toEqual(before);
    const bundle = newKeepers(9);
    const unusable = [matrixOf(bundle), matrixOfRule(bundle, 'NEW-01')].map((matrix) => without(matrix));
    await accepts(9, bundle);
    await scanAll();
    await desk.run('countHeads');
    expect(await waiting()).toEqual({ roots: 2, head_counts: 1 });
    expect(await desk.findings()).toEqual(
      expect.arrayContaining([...before, 'HELD_NOT_JUDGED * NEW-01', `HELD_NOT_JUDGED ${people.bea} rules`]),
    );
    for (const mend of unusable) mend();
    desk.clock.advance(60_001);
    await scanAll();
    await desk.run('countHeads');
    expect(await desk.findings()).toEqual(before);
    expect(await said()).toBe('· everybody was looked at under bundle 9');
  });
});
