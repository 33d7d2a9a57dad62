import type { Law } from './law.spec-only.js';
import { exceptionsCoverExactly, richPathsProve } from './laws-of-exceptions.spec-only.js';
import {
  disjointObjects,
  richGrowth,
  richLossIsNoClass,
  richNarrowing,
  richOneByOne,
  richOrderMeansNothing,
  richRemovalPasses,
  richSplitting,
} from './laws-of-rich-worlds.spec-only.js';
import {
  idleMeansNothing,
  moreControlGrows,
  moreGrantsGrow,
  oneByOneIsAtOnce,
  removalPasses,
} from './laws-of-growth.spec-only.js';
import {
  apartIsNoConflict,
  chainsAreDirect,
  narrowingPasses,
  rolesAreTheirContents,
  splittingMeansNothing,
} from './laws-of-likeness.spec-only.js';
import { namesMeanNothing, orderMeansNothing } from './laws-of-order.spec-only.js';
import {
  pathsProve,
  repairsPass,
  unknownIsNeverCompiled,
  unknownIsNeverGranted,
} from './laws-of-proof.spec-only.js';

/** Every law by its number in SEMANTICS §7 and what it says. */
export const laws = {
  '1, order means nothing': orderMeansNothing,
  '1, names mean nothing': namesMeanNothing,
  '2, more grants only grow': moreGrantsGrow,
  '2, more control only grows': moreControlGrows,
  '2, removal passes': removalPasses,
  '3, one by one is at once': oneByOneIsAtOnce,
  '4, idle means nothing': idleMeansNothing,
  '5, apart is no conflict': apartIsNoConflict,
  '6, roles are their contents': rolesAreTheirContents,
  '6, chains are direct': chainsAreDirect,
  '8, unknown is never granted': unknownIsNeverGranted,
  '8, unknown is never compiled': unknownIsNeverCompiled,
  '9, paths prove': pathsProve,
  '9, repairs pass': repairsPass,
  '10, narrowing passes': narrowingPasses,
  '10, splitting means nothing': splittingMeansNothing,
  '1, order means nothing, with all constructs': richOrderMeansNothing,
  '2, more only grows, with all constructs': richGrowth,
  '2, removal passes, with all constructs': richRemovalPasses,
  '2, loss is no class': richLossIsNoClass,
  '3, one by one is at once, with all constructs': richOneByOne,
  '5, other objects are no conflict': disjointObjects,
  '7, exceptions cover exactly': exceptionsCoverExactly,
  '9, paths prove, with all constructs': richPathsProve,
  '10, narrowing passes, with all constructs': richNarrowing,
  '10, splitting means nothing, with all constructs': richSplitting,
} satisfies Record<string, Law>;
