import { people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { headLaw, payer } from '../../test/head-law.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { race } from '../../test/race.spec-only.js';
import { payments } from '../../test/rich-law.spec-only.js';
import { countHeads } from './count-heads.handler.js';

const { mallory, rita } = people;
const found = (code: string, rule = 'PAY-01') => `CONFLICT_${code} * ${rule}`;

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() => desk.begin(...controllersDecide));
afterAll(() => desk.close());

const { ask, approval, given } = askings(() => desk);
const conflicts = async () => (await desk.findings()).filter((finding) => finding.startsWith('CONFLICT_'));
const counts = () => desk.rows('SELECT rule, counted_under::int AS under FROM head_count ORDER BY rule');
const twoPay = async () => {
  await given('bea', payments);
  await given('mallory', payments, mallory);
};

describe('counting the holders of a rule', () => {
  it('closes nothing where they cannot be counted, and keeps no other rule waiting', async () => {
    await twoPay();
    await desk.activates(headLaw(8, payer('record', 1)));
    await desk.run('countHeads');
    await desk.activates(headLaw(9, payer('enforce', 0.5), payer('enforce', 1, 'PAY-02')));
    await desk.run('countHeads');
    await desk.run('countHeads');
    expect(await conflicts()).toEqual([found('HELD', 'PAY-02'), found('RECORDED')]);
    expect(desk.logged).toEqual(['holders of a rule cannot be counted']);
    expect(await counts()).toEqual([
      { rule: 'PAY-01', under: 8 },
      { rule: 'PAY-02', under: 9 },
    ]);
  });

  it('goes on beside another process, each with a rule of its own', async () => {
    await twoPay();
    await desk.activates(headLaw(8, payer('record', 1), payer('record', 1, 'PAY-02')));
    await desk.inTransaction(async (tx) => {
      await countHeads(desk.deps, tx);
      await desk.run('countHeads');
      await desk.run('countHeads');
      expect(await conflicts()).toEqual([found('RECORDED', 'PAY-02')]);
    });
    expect(await conflicts()).toEqual([found('RECORDED'), found('RECORDED', 'PAY-02')]);
  });

  it('waits for who comes to hold at the same time', async () => {
    await twoPay();
    await desk.activates(headLaw(8, payer('record')));
    const third = await approval(await ask('rita', payments, rita));
    await race(desk, third, () => desk.run('countHeads'));
    expect(await conflicts()).toEqual([found('RECORDED')]);
  });

  it('is by no earlier law than the one in force', async () => {
    await twoPay();
    await desk.activates(headLaw(8, payer('record', 1)));
    await desk.force(
      `INSERT INTO governance_document (type, number, hash, bytes) VALUES ('governance.bundle.v1', 9, 'h', 'b')`,
    );
    await desk.run('countHeads');
    expect(await counts()).toEqual([{ rule: 'PAY-01', under: 0 }]);
    desk.under(headLaw(9, payer('record')));
    await desk.run('countHeads');
    expect([await counts(), await conflicts()]).toEqual([[{ rule: 'PAY-01', under: 9 }], []]);
  });
});
