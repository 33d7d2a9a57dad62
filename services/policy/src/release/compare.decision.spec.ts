import type { Holding } from '@countersign/contracts/observer';
import { type Adopted, compare } from './compare.decision.js';
import type { LineState } from '../life/line-life.decision.js';
import { type PlacedLine, placeKey } from './place.decision.js';

const place = { system: 'erp', account: 'u1', permission: 'role:x' };
const line = (state: LineState, over: Partial<PlacedLine> = {}): PlacedLine => ({
  ...place,
  ...{
    reservation: 'v-1',
    request: 'r-1',
    ending: false,
    state,
    answeredAt: 1_000,
    token: 1,
    underWay: false,
    forGood: true,
    ends: null,
  },
  ...over,
});
const held = (over: object = {}): Holding =>
  ({
    account: 'u1',
    permission: 'role:x',
    grantor: 'countersign_grantor',
    via: [],
    options: ['inherit'],
    ...over,
  }) as unknown as Holding;
const none: Adopted = new Map();
const codes = (lines: readonly PlacedLine[], holdings: readonly Holding[], begun = 2_000): string[] =>
  compare({ system: 'erp', begun, holdings, oddities: [] }, lines, none).map(({ code }) => code);

describe('a target compared with what is reserved', () => {
  it.each(['applied', 'held'] as const)('is in order where a line is %s and the target holds it', (state) => {
    expect(codes([line(state)], [held()])).toEqual([]);
  });

  it('names access that nobody ordered, also where something was ordered and never applied', () => {
    expect(codes([], [held()])).toEqual(['ACCESS_NEVER_ORDERED']);
    expect(codes([line('reserved')], [held()])).toEqual(['ACCESS_NEVER_ORDERED']);
    expect(codes([line('reserved', { underWay: true })], [held()])).toEqual([]);
  });

  it('names access from before it was ordered, and by when somebody has to ask for it', () => {
    const adopted = (until: number) =>
      compare(
        { system: 'erp', begun: 2_000, holdings: [held()], oddities: [] },
        [],
        new Map([[placeKey(place), until]]),
      );
    expect(adopted(9_000)).toMatchObject([{ code: 'ACCESS_ADOPTED', dueAt: 9_000 }]);
    expect(adopted(Infinity).map((finding) => 'dueAt' in finding)).toEqual([false]);
  });

  it('names access that is there after its removal, and not before the observer can know', () => {
    expect(codes([line('gone')], [held()])).toEqual(['ACCESS_NOT_REMOVED']);
    expect(codes([line('gone')], [held()], 1_000)).toEqual([]);
    expect(codes([line('gone'), line('held', { reservation: 'v-2' })], [held()])).toEqual([]);
  });

  it('names access that was applied and is not there', () => {
    expect(codes([line('held')], [])).toEqual(['ACCESS_MISSING']);
    expect(codes([line('applied')], [], 1_000)).toEqual([]);
    expect(codes([line('reserved'), line('gone')], [])).toEqual([]);
  });

  it('names access that is there a minute after its end, unless another grant that goes on explains it', () => {
    const [over, goesOn] = [line('held', { ends: 10_000 }), line('held', { reservation: 'v-2' })];
    expect(codes([over], [held()], 69_999)).toEqual([]);
    expect(codes([over], [held()], 70_000)).toEqual(['ACCESS_OVERDUE']);
    expect(codes([line('applied', { ends: 10_000 })], [held()], 70_000)).toEqual(['ACCESS_OVERDUE']);
    expect(codes([over, goesOn], [held()], 70_000)).toEqual([]);
  });

  it('does not call missing what its connector has ended on time, though its word has not come yet', () => {
    expect(codes([line('held', { ends: 10_000 })], [], 9_999)).toEqual(['ACCESS_MISSING']);
    expect(codes([line('held', { ends: 10_000 })], [], 10_000)).toEqual([]);
  });

  it('names a second grant at an ordered place, and one that can be passed on', () => {
    expect(codes([line('held')], [held(), held({ grantor: 'dba' })])).toEqual(['ACCESS_GRANTED_BESIDE']);
    expect(codes([line('held')], [held({ options: ['admin'] })])).toEqual(['ACCESS_CAN_BE_PASSED_ON']);
    expect(codes([line('held')], [held(), held({ via: ['erp_clerk'], grantor: 'dba' })])).toEqual([]);
  });

  it('names what the observer calls odd', () => {
    const oddities = [{ account: 'u9', what: 'has SUPERUSER' }];
    expect(compare({ system: 'erp', begun: 1, holdings: [], oddities }, [], none)).toEqual([
      { code: 'TARGET_ODDITY', subject: 'erp u9 has SUPERUSER', message: '`u9` has SUPERUSER' },
    ]);
  });
});
