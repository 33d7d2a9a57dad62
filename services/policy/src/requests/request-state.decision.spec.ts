import { describe, expect, it } from '@jest/globals';
import {
  assertMove,
  assertTableComplete,
  IllegalTransition,
  isOpen,
  requestStates,
  transitions,
} from './request-state.decision.js';

describe('the states of a request', () => {
  it('are all reachable from `asked`', () => {
    expect(() => assertTableComplete()).not.toThrow();
  });

  it('never leave a final one', () => {
    expect(transitions.ended).toEqual([]);
    expect(transitions.lapsed).toEqual([]);
  });

  it('never go from a no to a yes', () => {
    for (const no of ['vetoed', 'denied', 'withdrawn', 'lapsed'] as const)
      for (const yes of ['assessed', 'cleared'] as const)
        expect(() => assertMove(no, yes)).toThrow(IllegalTransition);
  });

  it('are open exactly as long as a withdrawal has something to act on', () => {
    expect(requestStates.filter(isOpen)).toEqual(['asked', 'held', 'assessed', 'cleared']);
  });
});
