import type { EntityManager } from 'typeorm';
import { stepsOf } from '../story/step.store.js';
import { isOver, lastBody, storyOf } from '../story/story.decision.js';
import type { StoryStep } from '../story/story-step.js';
import { exchangesOf } from './swap.store.js';

/**
 * Whether a request, of which `steps` tell, was given up for another one that is not over, or that was given up in its turn for one that is not.
 */
export async function isGivenUpForAnother(
  tx: EntityManager,
  request: string,
  steps: readonly StoryStep[],
): Promise<boolean> {
  const reasons = lastBody(steps, 'policy.withdrew.v1')?.reasons ?? [];
  for (const { request: other } of await exchangesOf(tx, request)) {
    if (!isFor(reasons, other)) continue;
    const told = await stepsOf(tx, other);
    if (!isOver(storyOf(told)) || (await isGivenUpForAnother(tx, other, told))) return true;
  }
  return false;
}

/** Why an exchange that opened by itself is taken back when somebody asks to give the same up for something else. */
export const forestalls = (dropped: string): string => `\`${dropped}\` is given up for something else`;

/** How often that has come about for a request. */
export async function timesForestalled(tx: EntityManager, dropped: string): Promise<number> {
  let times = 0;
  for (const { request, byLaw } of await exchangesOf(tx, dropped)) {
    const withdrawn = lastBody(byLaw ? await stepsOf(tx, request) : [], 'request.withdrawn.v1');
    if (withdrawn?.reason === forestalls(dropped)) times++;
  }
  return times;
}

/** Whether these are the reasons of a request that was given up for this one. */
export const isFor = (
  reasons: readonly { readonly code: string; readonly message: string }[],
  other: string,
): boolean => reasons.some(({ code, message }) => code === 'GIVEN_UP' && message.includes(`\`${other}\``));
