import type { DutyDefinition, EdgeDefinition } from './index.js';
import { given, held, payables, seen, under } from './payables.spec-only.js';

const ANNA = 'person:1001';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';
const ENTER = 'erp:invoice:enter';
const REPORT = 'erp:report:read';

describe('a new witness is an inclusion-minimal set with something new in it', () => {
  const meetingBy = (duty: DutyDefinition, edges: EdgeDefinition[] = []) => ({
    ...under({ legs: ['duty:vendor-upkeep', duty.id] }),
    duties: [...payables.duties, duty],
    edges,
  });
  const both = meetingBy({ id: 'duty:both', all: [ENTER, RELEASE] });
  const broken = [held(ANNA, CREATE), held(ANNA, ENTER), held(ANNA, RELEASE)];

  it('one branch of two held anew is one', () => {
    const pay = given(broken, both).when({ add: [held(ANNA, 'role:payer')] });
    expect(seen(pay)).toEqual([`P2P-01 ${ANNA} repeats`]);
    expect(pay.conflicts[0]?.legs[0]?.path.map((step) => ('item' in step ? step.item : ''))).toEqual([
      ...[ENTER, ENTER],
      ...['role:payer', RELEASE, RELEASE],
    ]);
  });

  it('what only joins a set that suffices without it is none', () => {
    const book = meetingBy({ id: 'duty:either', any: [RELEASE, { all: [RELEASE, REPORT] }] });
    const facts = [held(ANNA, CREATE), held(ANNA, RELEASE)];
    expect(given(facts, book).when({ add: [held(ANNA, REPORT)] }).conflicts).toEqual([]);
  });

  it('so it is through edges of several premises', () => {
    const edges: EdgeDefinition[] = [
      { id: 'pair', premises: [ENTER, REPORT], gives: { entitlement: RELEASE } },
      { id: 'alone', premises: [ENTER], gives: { entitlement: RELEASE } },
    ];
    const pays = { id: 'duty:pays', any: [RELEASE] };
    const facts = [held(ANNA, CREATE), held(ANNA, ENTER)];
    const asking = { add: [held(ANNA, REPORT)] };
    expect(given(facts, meetingBy(pays, edges)).when(asking).conflicts).toEqual([]);
    const release = [...facts, held(ANNA, RELEASE)];
    const pairOnly = given(release, meetingBy(pays, edges.slice(0, 1))).when(asking);
    expect(seen(pairOnly)).toEqual([`P2P-01 ${ANNA} repeats`]);
    expect(pairOnly.conflicts[0]?.legs[0]?.path).toMatchObject([
      { step: 'holds' },
      { step: 'confers', edge: 'pair' },
      { step: 'meets' },
    ]);
  });

  it('of at least two of three, the third is in two of them', () => {
    const book = meetingBy({ id: 'duty:two', atLeast: 2, of: [ENTER, RELEASE, REPORT] });
    expect(seen(given(broken, book).when({ add: [held(ANNA, REPORT)] }))).toEqual([`P2P-01 ${ANNA} repeats`]);
  });
});
