// For the service of a connector
export { endDue, type EndingRound } from './end-due.js';
export { WrongSystem } from './errors.js';
export { handleOrder, type OrderContext, type OrderOutcome, type VerifiedOrder } from './handle-order.js';
export { allMissing, verdictsOf } from './verdicts.js';

// For whoever writes a driver
export type { PlaceTransaction, RecordedEnding, TargetDriver } from './target-driver.js';
export type { Barrier, Effect, Place, PlaceFacts, PlaceMemory, Verdict } from './place.decision.js';

// The rule itself, for those who check it
export { decideEnding, type Ending } from './ending.decision.js';
export { decideOrder, type OrderDecision, type OrderInput } from './order.decision.js';
