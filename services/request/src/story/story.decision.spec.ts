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
const line = { system: 'erp', account: 'u1', permission: 'login:yes' };
const other = { ...line, system: 'crm' };
const cleared = step('policy.cleared.v1', { request: 'r-1', lines: [line] });
/** What a connector answers about a place: what became of a clearance there, and whose grants it holds now. */
const answer = (result: string, grants: string[], token = 1, of = cleared, at: object = line) =>
  step('connector.answered.v1', {
    ...{ ...at, token, order: 'o', outcome: 'done' },
    results: [{ clearance: of.hash, result }],
    state: { grants: grants.map((request) => ({ request })) },
  });
const ended = (of = cleared, at: object = line, token = 1) =>
  step('connector.ended.v1', { ...at, token, ended: [of.hash], state: { grants: [] } });
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

  it('goes by the newest answer about a place: what was removed later is not applied', () => {
    const [applied, removed] = [answer('applied', ['r-1'], 1), answer('removed', [], 2)];
    expect(stateOf(cleared, step('provisioning.ordered.v1'), applied, removed)).toBe('ordered');
    expect(stateOf(cleared, step('provisioning.ordered.v1'), removed, applied)).toBe('ordered');
  });

  it('is applied only on the system that it is for', () => {
    const both = step('policy.cleared.v1', { request: 'r-1', lines: [line, other] });
    const ordered = step('provisioning.ordered.v1');
    const here = answer('applied', ['r-1'], 1, both);
    expect(stateOf(both, ordered, here)).toBe('ordered');
    expect(stateOf(both, ordered, here, answer('applied', ['r-1'], 1, both, other))).toBe('applied');
  });

  it('is refused only while that is the answer to the newest clearance', () => {
    const refused = answer('refused', []);
    const anew = step('policy.cleared.v1', { request: 'r-1', lines: [line] });
    const ordered = step('provisioning.ordered.v1');
    expect(stateOf(cleared, ordered, refused)).toBe('refused');
    expect(stateOf(cleared, ordered, refused, anew)).toBe('ordered');
    expect(stateOf(cleared, ordered, refused, anew, answer('applied', ['r-1'], 2, anew))).toBe('applied');
  });

  it('is refused with the whole order that it stands in', () => {
    const order = step('provisioning.ordered.v1', { desired: { grants: [{ clearance: cleared.hash }] } });
    const no = (token: number) =>
      step('connector.answered.v1', {
        ...{ ...line, token, order: order.hash, outcome: 'refused', results: [], state: { grants: [] } },
      });
    expect(stateOf(cleared, order, no(1))).toBe('refused');
  });

  it('is ended only when every line has', () => {
    const both = step('policy.cleared.v1', { request: 'r-1', lines: [line, other] });
    const applied = [answer('applied', ['r-1'], 1, both), answer('applied', ['r-1'], 1, both, other)];
    expect(stateOf(both, ...applied, ended(both))).toBe('applied');
    expect(stateOf(both, ...applied, ended(both), ended(both, other))).toBe('ended');
    expect(stateOf(cleared, answer('applied', ['r-1']), ended())).toBe('ended');
  });

  it('goes on when policy withdraws one clearance, and is over when it withdraws all', () => {
    expect(stateOf(cleared, step('policy.withdrew.v1', { clearance: 'c' }))).toBe('cleared');
    expect(stateOf(cleared, step('policy.withdrew.v1', { clearance: null }))).toBe('withdrawn');
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
