import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { play } from '../frame/run-suite.mjs';
import { peers } from './peers.mjs';
import * as decision from './suite.mjs';

const tiny = [
  ...['--rules', '50', '--identities', '200', '--requests', '400', '--rounds', '2', '--crowd', '0'],
  ...['--seconds', '0.1', '--peers', 'plain', '--json'],
];

/** @param {readonly string[]} args @param {readonly import('./peers.mjs').Peer[]} [known] */
async function played(args, known) {
  /** @type {import('../frame/line.mjs').Line[]} */
  const lines = [];
  const suite = {
    ...decision,
    run: (/** @type {any} */ values, /** @type {any} */ frame) => decision.run(values, frame, known),
  };
  const code = await play(/** @type {any} */ (suite), args, (text) => void lines.push(JSON.parse(text)));
  return { code, lines };
}

describe('the decision benchmark, at a tiny size', () => {
  it('measures the engine and a peer that answers the same', async () => {
    const { code, lines } = await played([...tiny, '--no-variants']);
    assert.equal(code, 0);
    const peer = lines.find(({ name }) => name.startsWith('50 rules: plain Sets, p50'));
    assert.equal(peer?.against, 'the engine');
    assert.equal(peer?.goal, 'ratio ≥ 10');
    assert.ok(lines.every(({ suite, value, unit }) => suite === 'decision' && value >= 0 && unit !== ''));
  });

  it('asks every variant of the roster and of judge, with equal answers', async () => {
    const { code, lines } = await played([...tiny, '--variants']);
    assert.equal(code, 0);
    assert.equal(lines.filter(({ against }) => against === 'judge, with paths').length, 16);
  });

  it('is void when a peer answers one request otherwise', async () => {
    const [honest] = peers.filter(({ name }) => name === 'plain Sets');
    assert.ok(honest);
    const liar = /** @type {import('./peers.mjs').Peer} */ ({
      ...honest,
      async prepare(facts, people, asked) {
        const decide = await honest.prepare(facts, people, asked);
        /** @type {unknown} */
        let chosen;
        return (request) => ((chosen ??= request) === request ? [[0, [0, 1, 2]]] : decide(request));
      },
    });
    const { code, lines } = await played([...tiny, '--no-variants'], [liar]);
    assert.equal(code, 1);
    assert.ok(!lines.some(({ name }) => name.includes('plain Sets')));
  });
});
