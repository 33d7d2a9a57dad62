// Databases for integration specs: a service's own one, races that are decided by gates, and a peer that vanishes. Nothing that is shipped may import this.
export { Gate } from './gate.js';
export { type OwnDatabase, ownDatabase } from './own-database.js';
export { type SideBySide, sideBySide } from './side-by-side.js';
export { SilentProxy } from './silent-proxy.js';
export { untilWaiting } from './until-waiting.js';
