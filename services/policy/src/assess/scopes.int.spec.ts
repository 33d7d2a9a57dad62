import { people } from '@countersign/testing';
import { controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { scopedLaw, within } from '../../test/scoped-law.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.begin(...controllersDecide);
  await desk.activates(scopedLaw());
});

const vendors = async (...codes: string[]) => {
  const { id } = await desk.asks('vendors', { items: [within('erp:vendor:create', ...codes)] });
  await desk.approves(id, await desk.votes(id, [people.omar, people.cleo]));
  return id;
};
const payments = async (name: string, ...codes: string[]) =>
  (await desk.asks(name, { items: [within('erp:payment:release', ...codes)] })).id;

describe('a rule that counts by company code', () => {
  it('parts who keeps vendors and who pays them within one, and lets them meet in two', async () => {
    expect(await desk.stateOf(await vendors('1000'))).toBe('cleared');
    expect(await desk.stateOf(await payments('apart', '2000'))).toBe('assessed');
    expect(await desk.stateOf(await payments('same', '1000'))).toBe('vetoed');
    expect(await desk.stateOf(await payments('all'))).toBe('vetoed');
    const [veto] = await desk.said('policy.vetoed.v1');
    expect(veto?.body.conflicts).toMatchObject([
      {
        ...{ rule: 'P2P-01', kind: 'conflict', objects: [{ 'company-code': '1000' }], covered: false },
        legs: [
          { path: [{ step: 'holds', item: 'erp:vendor:create', scope: { 'company-code': ['1000'] } }] },
          { path: [{ step: 'holds', item: 'erp:payment:release', state: 'asked' }] },
        ],
      },
    ]);
  });

  it('is told on each line, which names its permission by value', async () => {
    const id = await vendors('1000', '2000');
    const [cleared] = await desk.said('policy.cleared.v1', id);
    expect(cleared?.body.lines).toMatchObject([
      { permission: 'role:erp_vendor_create_1000', scope: { 'company-code': ['1000'] } },
      { permission: 'role:erp_vendor_create_2000', scope: { 'company-code': ['2000'] } },
    ]);
    expect(await desk.rows('SELECT permission, scope FROM reserved_line ORDER BY permission')).toEqual([
      { permission: 'role:erp_vendor_create_1000', scope: { 'company-code': ['1000'] } },
      { permission: 'role:erp_vendor_create_2000', scope: { 'company-code': ['2000'] } },
    ]);
  });

  it('holds what no target could keep within it', async () => {
    const { id } = await desk.asks('narrow', { items: [within('erp:vendor:read', '1000')] });
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['SCOPE_NOT_ENFORCED']);
  });

  it('counts what is found in the target by the value that its name says', async () => {
    const account = 'u1001';
    await desk.observes([
      { account, permission: 'role:erp_vendor_create_3000', grantor: 'dba', via: [], options: [] },
    ]);
    expect(await desk.stateOf(await payments('found', '3000'))).toBe('vetoed');
    expect(await desk.stateOf(await payments('other', '1000'))).toBe('assessed');
  });
});
