// Databases for integration specs: a service's own one, and races that are decided by gates. Nothing that is shipped may import this.
export { Gate } from './gate.js';
export { type OwnDatabase, ownDatabase } from './own-database.js';
export { type SideBySide, sideBySide } from './side-by-side.js';
export { untilWaiting } from './until-waiting.js';
