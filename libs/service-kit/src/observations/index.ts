export { gatherParts, type Seen } from './gather-parts.js';
export { observationTables } from './observation-tables.js';
