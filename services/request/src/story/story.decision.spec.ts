import { describe, expect, it } from '@jest/globals';
import type { StatementType } from '@countersign/contracts';
import { referencesOf } from './references.decision.js';
import type { StoryStep } from './story-step.js';
import { storyOf } from './story.decision.js';

let clock = 0;
const step = (type: StatementType, body: object = {}): StoryStep => ({
  hash: `h${(clock += 1)}`,
  type,
  iss: type.split('.')[0] ?? '',
  iat: clock,
  body,
});
const line = { account: 'u1', permission: 'login:yes' };
const cleared = step('policy.cleared.v1', { request: 'r-1', lines: [line] });
const answer = (result: string, grants: string[]) =>
  step('connector.answered.v1', {
    ...line,
    outcome: 'done',
    results: [{ clearance: 'c', result }],
    state: { grants: grants.map((request) => ({ request })) },
  });
const stateOf = (...steps: StoryStep[]) => storyOf(steps).state;

describe('the story of a request', () => {
  it('waits for assessment, then for people, naming the groups', () => {
    expect(storyOf([step('request.submitted.v1')]).waitsFor).toEqual({ on: 'policy', what: 'assessment' });
    const stages = [{ groups: [{ group: 'group:a', need: 2 }] }];
    expect(storyOf([step('policy.assessed.v1', { stages, deadline: 5 })]).waitsFor).toEqual({
      on: 'people',
      what: 'votes: 2 of group:a',
      until: 5,
    });
  });

  it('is held only until a later assessment', () => {
    const held = step('policy.held.v1', { reasons: [{ message: 'no route' }] });
    expect(stateOf(held)).toBe('held');
    expect(stateOf(held, step('policy.assessed.v1'))).toBe('awaiting approval');
  });

  it('is applied only when every line of the clearance was', () => {
    expect(stateOf(cleared)).toBe('cleared');
    expect(stateOf(cleared, step('provisioning.ordered.v1'))).toBe('ordered');
    expect(stateOf(cleared, step('provisioning.ordered.v1'), answer('applied', ['r-1']))).toBe('applied');
    expect(stateOf(cleared, step('provisioning.ordered.v1'), answer('late', []))).toBe('ordered');
    expect(stateOf(cleared, step('provisioning.ordered.v1'), answer('refused', []))).toBe('refused');
  });

  it('lets the no win, in whatever order it arrives', () => {
    for (const no of [
      'policy.vetoed.v1',
      'approval.denied.v1',
      'approval.lapsed.v1',
      'request.withdrawn.v1',
    ] as const) {
      expect(stateOf(step(no), cleared)).not.toBe('cleared');
      expect(stateOf(cleared, step(no))).toBe(stateOf(step(no), cleared));
    }
  });
});

describe('what a statement is filed under', () => {
  it('is its request, or the orders and clearances it names', () => {
    expect(referencesOf('policy.held.v1', { request: 'r-1' })).toEqual(['r-1']);
    expect(
      referencesOf('provisioning.ordered.v1', {
        desired: { grants: [{ request: 'r-1' }, { request: 'r-2' }] },
      }),
    ).toEqual(['r-1', 'r-2']);
    expect(referencesOf('connector.answered.v1', { order: 'o', results: [{ clearance: 'c' }] })).toEqual([
      'o',
      'c',
    ]);
    expect(referencesOf('connector.ended.v1', { ended: ['c'] })).toEqual(['c']);
    expect(referencesOf('observer.observed.v1', {})).toEqual([]);
  });
});
