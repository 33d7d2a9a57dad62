import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const holding = {
  account: 'u1001',
  permission: 'role:erp_vendor_create',
  grantor: 'g',
  via: [],
  options: [],
};
const where = 'erp u1001 role:erp_vendor_create';
let desk: PolicyDesk;
let id: string;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.begin();
  ({ id } = await desk.asks('line'));
  await desk.approves(id);
});

const line = async () => (await desk.rows('SELECT state FROM reserved_line'))[0]?.['state'];
const sees = async (holdings: readonly object[], oddities: readonly object[] = []) => {
  desk.clock.advance(1_000);
  await desk.observes(holdings, oddities);
};

describe('what a connector says', () => {
  it('counts by the order it speaks of, not by its clock', async () => {
    await desk.answers(2, [id]);
    desk.clock.advance(1_000);
    await desk.answers(1, []);
    expect(await line()).toBe('applied');
    await desk.answers(3, []);
    expect(await line()).toBe('gone');
    const [reservation] = await desk.rows('SELECT state, ending_at FROM reservation');
    expect([reservation?.['state'], reservation?.['ending_at'] === null]).toEqual(['ending', false]);
  });

  it('is one finding while it refuses, whatever the order, and none once it has done it', async () => {
    const refused = { results: [{ clearance: 'A'.repeat(43), result: 'refused', code: 'TARGET_REFUSED' }] };
    await desk.answers(1, [], refused);
    await desk.answers(2, [], refused);
    expect(await desk.findings()).toEqual([`ORDER_REFUSED ${where}`]);
    await desk.answers(3, [id]);
    expect(await desk.findings()).toEqual([]);
  });
});

describe('an observation', () => {
  it('frees a slot together with the connector’s word, and ends the request', async () => {
    await desk.answers(1, [id]);
    await sees([holding]);
    expect(await line()).toBe('held');
    desk.clock.advance(66_000);
    await desk.answers(2, []);
    await sees([]);
    expect([await line(), await desk.stateOf(id)]).toEqual(['absent', 'ended']);
  });

  it('finds access that is not removed, and closes the finding when it is', async () => {
    await desk.answers(1, [id]);
    await desk.answers(2, []);
    await sees([holding]);
    expect([await line(), await desk.findings()]).toEqual(['gone', [`ACCESS_NOT_REMOVED ${where}`]]);
    desk.clock.advance(66_000);
    await desk.answers(3, []);
    await sees([]);
    expect([await line(), await desk.findings()]).toEqual(['absent', []]);
  });

  it('finds what is still there a minute after its end, and until then does not call its end missing', async () => {
    await desk.answers(1, [id]);
    await sees([holding]);
    const ends = desk.clock.now() + 3_600_000;
    await desk.force(`UPDATE reservation SET ends = ${ends}`);
    desk.clock.advance(3_600_000 + 60_000);
    await sees([]);
    expect(await desk.findings()).toEqual([]);
    await sees([holding]);
    expect([await line(), await desk.findings()]).toEqual(['held', [`ACCESS_OVERDUE ${where}`]]);
    await desk.answers(2, []);
    await sees([]);
    expect([await line(), await desk.findings()]).toEqual(['absent', []]);
  });

  it('finds what is missing, given beside, or odd, as long as it is so', async () => {
    await desk.answers(1, [id]);
    await sees([], [{ account: 'u9', what: 'has SUPERUSER' }]);
    expect(await desk.findings()).toEqual([`ACCESS_MISSING ${where}`, 'TARGET_ODDITY erp u9 has SUPERUSER']);
    await sees([holding, { ...holding, grantor: 'dba' }]);
    expect(await desk.findings()).toEqual([`ACCESS_GRANTED_BESIDE ${where}`]);
    await sees([holding]);
    expect(await desk.findings()).toEqual([]);
  });
});
