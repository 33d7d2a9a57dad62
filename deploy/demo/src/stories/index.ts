import { helpdesk } from './helpdesk.story.js';
import { handOver } from './hand-over.story.js';
import { expiry } from './expiry.story.js';
import { adoption } from './adoption.story.js';
import { conflict } from './conflict.story.js';
import { elevated } from './elevated.story.js';
import { extension } from './extension.story.js';
import { forgeries } from './forgeries.story.js';
import { joiner } from './joiner.story.js';
import { leaver } from './leaver.story.js';
import { mover } from './mover.story.js';
import { neverOrdered } from './never-ordered.story.js';
import { policyDown } from './policy-down.story.js';
import { scope } from './scope.story.js';
import { secretChain } from './secret-chain.story.js';
import { startLater } from './start-later.story.js';
import type { Story } from './story.js';
import { twoHalves } from './two-halves.story.js';
import { twoSystems } from './two-systems.story.js';
import { votes } from './votes.story.js';

/** The stories in the order in which they are told; later ones build on earlier ones. */
export const stories: readonly Story[] = [
  joiner,
  elevated,
  scope,
  conflict,
  twoHalves,
  votes,
  secretChain,
  mover,
  startLater,
  extension,
  twoSystems,
  helpdesk,
  neverOrdered,
  adoption,
  forgeries,
  policyDown,
  handOver,
  expiry,
  leaver,
];
