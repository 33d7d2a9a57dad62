import type { Asked, Scene } from '../stage/scene.js';

/** The rule that a veto names, or what became of the request instead. */
export async function refusal(scene: Scene, asked: Asked): Promise<string> {
  const request = await scene.requests.asks(asked);
  const answer = await scene.wire.until(`an answer about ${request}`, () =>
    scene.wire.about(request).find(({ type }) => /^policy\.(vetoed|assessed)\.v1$/.test(type)),
  );
  if (answer.type !== 'policy.vetoed.v1') return `${answer.type} ${scene.requests.reasons(request)}`;
  const rules = (answer.body.conflicts as { rule: string }[]).map(({ rule }) => rule);
  return [...new Set(rules)].sort().join(' ');
}
