export { type Clocks, ClockWatch, type ClockWatchOptions, type OtherClock } from './clock-watch.js';
export { type Beat, databaseNow, recordBeats } from './clock.store.js';
export { observeClocks } from './observe-clocks.js';
export { type ClockSkew, describeSkew } from './skew.decision.js';
