import { conflict } from './conflict.story.js';
import { elevated } from './elevated.story.js';
import { forgeries } from './forgeries.story.js';
import { joiner } from './joiner.story.js';
import { leaver } from './leaver.story.js';
import { policyDown } from './policy-down.story.js';
import { scope } from './scope.story.js';
import type { Story } from './story.js';
import { votes } from './votes.story.js';

/** The stories in the order in which they are told; later ones build on earlier ones. */
export const stories: readonly Story[] = [
  joiner,
  elevated,
  scope,
  conflict,
  votes,
  forgeries,
  policyDown,
  leaver,
];
