import { because } from '../../test/lawful-moves.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import type { Cause } from './state-table.decision.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
beforeEach(() => desk.begin());
afterAll(() => desk.close());

const moves = (cause: Cause, sql: string) =>
  desk.inTransaction(async (tx) => {
    await because(tx, cause);
    await tx.query(sql);
  });

describe('the database of every spec of policy', () => {
  it('lets a request move on the message that the table names', async () => {
    await desk.asks('lawful');
    await moves('approval.lapsed.v1', `UPDATE request SET state = 'lapsed'`);
    expect(await desk.rows('SELECT DISTINCT state FROM request')).toEqual([{ state: 'lapsed' }]);
  });

  it('refuses the same move on another message, and a move that the table lacks', async () => {
    await desk.asks('unlawful');
    await expect(moves('approval.denied.v1', `UPDATE request SET state = 'lapsed'`)).rejects.toThrow(
      'no table of states moves a request from assessed to lapsed on approval.denied.v1',
    );
    await expect(moves('timer', `UPDATE request SET state = 'asked'`)).rejects.toThrow('to asked on timer');
  });

  it('refuses a line the same', async () => {
    const { id } = await desk.asks('line');
    await desk.approves(id);
    await expect(moves('timer', `UPDATE reserved_line SET state = 'held'`)).rejects.toThrow(
      'no table of states moves a line from reserved to held on timer',
    );
  });
});
