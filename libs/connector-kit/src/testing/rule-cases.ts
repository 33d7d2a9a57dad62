import type { Answered } from '@countersign/contracts/connector';
import { asked, grant, minute, type Scene, start } from './scene.js';
import { expectEqual } from './harness.js';

/** One thing that every connector must do. `play` throws `CONFORMANCE_FAILURE` on one that does not. */
export interface ConformanceCase {
  readonly name: string;
  play(scene: Scene): Promise<void>;
}

const resultsOf = (answer: Answered) => answer.results.map(({ result, code }) => code ?? result);
const untils = (answer: Answered) => answer.state.grants.map(({ until }) => until);

/** Tokens, evidence and time: what an order may and may not do. */
export const ruleCases: readonly ConformanceCase[] = [
  {
    name: 'applies what was verified and answers with the resulting state and the hashes',
    async play(scene) {
      const answer = await scene.answer(1, asked(grant('a')));
      expectEqual('results', resultsOf(answer), ['applied']);
      expectEqual('state', answer.state, asked(grant('a')));
      expectEqual('verified', answer.verified, [grant('a').clearance]);
      await scene.expectHeld(true);
    },
  },
  {
    name: 'adds nothing whose evidence does not verify, and reports it',
    async play(scene) {
      const answer = await scene.answer(1, asked(grant('a')), { bad: ['a'] });
      expectEqual('results', resultsOf(answer), ['EVIDENCE_MISMATCH']);
      expectEqual('findings', answer.findings.length, 1);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'fences a token lower than one it has seen',
    async play(scene) {
      await scene.answer(2, asked());
      const answer = await scene.answer(1, asked(grant('a')));
      expectEqual('outcome', answer.outcome, 'fenced');
      await scene.expectHeld(false);
    },
  },
  {
    name: 'answers the same order again in the same words, after a restart too',
    async play(scene) {
      const first = await scene.answer(1, asked(grant('a')));
      scene.restart();
      scene.now = start + 2 * minute;
      const again = { without: ['a'], takenBefore: true };
      expectEqual('second answer', await scene.answer(1, asked(grant('a')), again), first);
    },
  },
  {
    name: 'adds nothing on an order that was taken before, and that the target has forgotten; says unknown',
    async play(scene) {
      const answer = await scene.answer(1, asked(grant('a')), { takenBefore: true, mayWait: true });
      expectEqual('results', resultsOf(answer), ['MEMORY_LOST']);
      expectEqual(
        'findings',
        answer.findings.map(({ code }) => code),
        ['MEMORY_LOST'],
      );
      await scene.expectHeld(false);
    },
  },
  {
    name: 'refuses another order under a token it has seen',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      const answer = await scene.answer(1, asked(grant('a'), grant('b')));
      expectEqual('outcome', [answer.outcome, answer.code], ['refused', 'TOKEN_REUSED']);
      expectEqual('state', answer.state, asked(grant('a')));
      expectEqual('findings', answer.findings.length, 1);
    },
  },
  {
    name: 'removes what the newer state lacks although the additions of that order are bad',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      const answer = await scene.answer(2, asked(grant('b')), { bad: ['b'] });
      expectEqual('results', resultsOf(answer), ['removed', 'EVIDENCE_MISMATCH']);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'adds nothing late and removes at any time',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      scene.now = start + minute;
      const late = await scene.answer(2, asked(grant('a'), grant('b')));
      expectEqual('results', resultsOf(late), ['applied', 'APPLY_BEFORE_PASSED']);
      await scene.answer(3, asked());
      await scene.expectHeld(false);
    },
  },
  {
    name: 'keeps a known grant without its evidence; its end may only fall',
    async play(scene) {
      await scene.answer(1, asked(grant('a', start + 10 * minute)));
      const lower = await scene.answer(2, asked(grant('a', start + 5 * minute)), { without: ['a'] });
      expectEqual('lowered', untils(lower), [start + 5 * minute]);
      const raised = await scene.answer(3, asked(grant('a', null)));
      expectEqual('raised', [untils(raised), resultsOf(raised)], [[start + 5 * minute], ['UNTIL_RAISED']]);
      await scene.expectHeld(true);
    },
  },
  {
    name: 'never takes a clearance that has left a state again',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      await scene.answer(2, asked());
      scene.restart();
      const answer = await scene.answer(3, asked(grant('a')));
      expectEqual('results', resultsOf(answer), ['CLEARANCE_SPENT']);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'removes at once and waits for evidence with the rest; says unknown when it does not come',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      const outcome = await scene.tell(2, asked(grant('b')), { without: ['b'], mayWait: true });
      expectEqual('first', outcome.kind, 'waiting');
      await scene.expectHeld(false);
      const answer = await scene.answer(2, asked(grant('b')), { without: ['b'] });
      expectEqual('results', resultsOf(answer), ['removed', 'EVIDENCE_MISSING']);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'adds what waited once its evidence is there, after a restart too',
    async play(scene) {
      await scene.tell(1, asked(grant('a')), { without: ['a'], mayWait: true });
      await scene.expectHeld(false);
      scene.restart();
      const answer = await scene.answer(1, asked(grant('a')), { mayWait: true });
      expectEqual('results', resultsOf(answer), ['applied']);
      await scene.expectHeld(true);
    },
  },
];
