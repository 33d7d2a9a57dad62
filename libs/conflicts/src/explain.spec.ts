import { explain } from './index.js';
import { controls, day, given, held, NOW, reserved, under } from './payables.spec-only.js';

const ANNA = 'person:1001';
const BOT = 'service:billing-bot';

describe('an explanation', () => {
  it('says what would be broken, by whom, when, and how each leg is met', () => {
    const facts = [
      controls(ANNA, 'owner', BOT, { from: NOW, until: day(31) }),
      held(ANNA, 'erp:vendor:change'),
    ];
    const [conflict] = given(facts).when({ add: [held(BOT, 'role:treasury')] }).conflicts;
    expect(conflict && explain(conflict)).toEqual([
      'Vendor upkeep and payment release (P2P-01 version 3) would be broken by person:1001' +
        ' from 2026-01-01T00:00:00.000Z until 2026-02-01T00:00:00.000Z' +
        ': Nobody who can create or change a vendor releases payments',
      'person:1001 owns service:billing-bot, which would hold role:treasury, which contains role:payer,' +
        ' which contains erp:payment:release (Payment release)',
      'person:1001 holds erp:vendor:change (Vendor upkeep)',
    ]);
  });

  it('names all roots it stands for, promised grants, and control in any words', () => {
    const facts = [
      controls('person:1002', 'linked', ANNA),
      controls(ANNA, 'babysits', BOT),
      controls(BOT, 'root-on', 'workload:7', undefined, 'take-over'),
      reserved('workload:7', 'erp:vendor:create'),
    ];
    const [conflict] = given(facts, under({ control: undefined })).when({
      add: [held(ANNA, 'erp:payment:release')],
    }).conflicts;
    expect(conflict && explain(conflict)).toEqual([
      'Vendor upkeep and payment release (P2P-01 version 3) would be broken by person:1001 and person:1002' +
        ' from 2026-01-01T00:00:00.000Z without end',
      'person:1001 would hold erp:payment:release (Payment release)',
      'person:1001 acts as (babysits) service:billing-bot, which can take over (root-on) workload:7,' +
        ' which has been promised erp:vendor:create (Vendor upkeep)',
    ]);
  });

  it('tells a conflict that is there already from a new one', () => {
    const broken = [held(ANNA, 'erp:vendor:create'), held(ANNA, 'erp:payment:release', NOW, day(1))];
    const first = (item: string, until: number | null) => {
      const [conflict] = given(broken).when({ add: [held(ANNA, item, NOW, until)] }).conflicts;
      return conflict && explain(conflict)[0];
    };
    expect(first('erp:payment:release', day(2))).toContain(
      'is broken already and would be broken further by',
    );
    expect(first('role:payer', day(1))).toContain('is broken already and would be broken in one more way by');
  });
});
