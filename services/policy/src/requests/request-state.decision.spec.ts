import { describe, expect, it } from '@jest/globals';
import {
  assertMove,
  assertTableComplete,
  canClose,
  IllegalTransition,
  requestStates,
  transitions,
} from './request-state.decision.js';

describe('the states of a request', () => {
  it('are all reachable from `asked`', () => {
    expect(() => assertTableComplete(transitions)).not.toThrow();
  });

  it('are missed by name when none leads to them', () => {
    const broken = { ...transitions, cleared: [], denied: [], withdrawn: [] };
    expect(() => assertTableComplete(broken)).toThrow('no request can reach: ended');
  });

  it('never leave a final one', () => {
    for (const final of ['vetoed', 'lapsed', 'ended'] as const) expect(transitions[final]).toEqual([]);
  });

  it('never go from a no to a yes', () => {
    for (const no of ['vetoed', 'denied', 'withdrawn', 'lapsed'] as const)
      for (const yes of ['assessed', 'cleared'] as const)
        expect(() => assertMove(no, yes)).toThrow(IllegalTransition);
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
