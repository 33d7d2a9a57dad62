import type { Line } from '../frame/line.js';
import type { Scene } from '../stage/scene.js';
import { checked } from './checked.js';
import { crashes } from './crashes.js';
import { once } from './once.js';
import { ownVotes } from './own-votes.js';
import { hostileParts } from './hostile-parts.js';
import { reality } from './reality.js';
import { setBack } from './set-back.js';
import { ends } from './ends.js';
import { endsWithoutMemory } from './ends-without-memory.js';
import { instants } from './instants.js';
import { withheld } from './withheld.js';
import { votes } from './votes.js';
import { mixedPersons } from './mixed-persons.js';
import { wholeAccess } from './whole-access.js';
import { powerAtOnce } from './power-at-once.js';
import { powers } from './powers.js';
import { pipelineRaces } from './pipeline-races.js';

/** Lines that are played on a whole system, in this order. */
export const sceneLines: readonly Line<Scene>[] = [
  ...pipelineRaces,
  ...ownVotes,
  ...votes,
  ...once,
  ...wholeAccess,
  ...mixedPersons,
  ...powers,
  ...instants,
  ...powerAtOnce,
  ...ends,
  ...endsWithoutMemory,
  ...reality,
  ...withheld,
  ...hostileParts,
  ...crashes,
  ...setBack,
  ...checked,
];
