import { describe, expect, it } from '@jest/globals';
import { lineLife, type LineState } from './line-life.decision.js';
import { assertRequestMove, canClose, requestLife, type RequestState } from './request-life.decision.js';
import {
  assertMove,
  assertTableComplete,
  faultsOf,
  IllegalTransition,
  type Life,
} from './state-table.decision.js';

const requestStates = Object.keys(requestLife.table) as RequestState[];
const lineStates = Object.keys(lineLife.table) as LineState[];

describe('a table of states', () => {
  const lamp: Life<'off' | 'on'> = {
    of: 'a lamp',
    first: 'off',
    table: { off: { on: ['timer'] }, on: { off: ['policy.held.v1'] } },
  };
  const broken = (table: object) => faultsOf({ ...lamp, table: { ...lamp.table, ...table } });

  it('holds together, for requests and for lines', () => {
    expect([faultsOf(lamp), faultsOf(requestLife), faultsOf(lineLife)]).toEqual([[], [], []]);
  });

  it('is refused when nothing leads to a state', () => {
    expect(broken({ burnt: {} })).toEqual(['nothing leads to `burnt`']);
  });

  it('is refused when it leads to a state that it does not know', () => {
    expect(broken({ on: { broken: ['timer'] } })).toEqual(['`broken` is unknown']);
  });

  it('is refused when a move has no cause, or one that nobody signs', () => {
    const fault = 'nothing known moves it from `on` to `off`';
    expect([broken({ on: { off: [] } }), broken({ on: { off: ['policy.sighed.v1'] } })]).toEqual([
      [fault],
      [fault],
    ]);
  });

  it('is refused at start with everything that is wrong with it', () => {
    const life = { ...lamp, table: { ...lamp.table, burnt: {}, on: { off: [] } } };
    expect(() => assertTableComplete(life)).toThrow(
      'the states of a lamp: nothing leads to `burnt`; nothing known moves it from `on` to `off`',
    );
  });
});

describe('the states of a request', () => {
  it('never leave a final one', () => {
    for (const final of ['vetoed', 'lapsed', 'ended'] as const) expect(requestLife.table[final]).toEqual({});
  });

  it('never go from a no to a yes', () => {
    for (const no of ['vetoed', 'denied', 'withdrawn', 'lapsed'] as const)
      for (const yes of ['assessed', 'cleared'] as const)
        expect(() => assertRequestMove(no, yes)).toThrow(IllegalTransition);
  });

  it('can be withdrawn as long as there is something to take back', () => {
    expect(requestStates.filter((state) => canClose(state, 'withdrawn'))).toEqual([
      'asked',
      'held',
      'assessed',
      'cleared',
    ]);
  });

  it('can be denied while held: a no that people said before it was held is not lost', () => {
    expect(requestStates.filter((state) => canClose(state, 'denied'))).toEqual([
      'held',
      'assessed',
      'cleared',
    ]);
    expect(requestStates.filter((state) => canClose(state, 'lapsed'))).toEqual(['held', 'assessed']);
  });
});

describe('the states of a line', () => {
  it('become absent only from gone, once it was seen, or when nothing was ever on its way', () => {
    const causes = lineStates.map((from) => lineLife.table[from].absent ?? []);
    expect(lineStates.filter((_, at) => causes[at]?.length)).toEqual(['reserved', 'gone']);
    expect(lineLife.table.gone.absent).toEqual(['observer.observed.v1']);
  });

  it('never come back from absent, and never become held on a word alone', () => {
    for (const to of lineStates) expect(() => assertMove(lineLife, 'absent', to)).toThrow(IllegalTransition);
    for (const from of ['reserved', 'gone'] as const)
      expect(() => assertMove(lineLife, from, 'held')).toThrow('a line cannot go from');
  });
});
