// Everything that plays on a running system from outside: the demonstration itself, and the attacks.
export { connect } from './connect.js';
export { enact } from './enact.js';
export { eventually, NeverHappened } from './eventually.js';
export { type Forgery, forge } from './forger.js';
export { custodiansOf, governs } from './governs.js';
export { lookInto } from './look-into.js';
export { quarantine } from './operator.js';
export { Person } from './people.js';
export { attachSystem, readSecret, type RunFile, type RunningSystem } from './running-system.js';
export { openSource, openSources, type Sources, type SourceEvent } from './sources.js';
export { whileDown } from './while-down.js';
