export { gatherParts } from './gather-parts.js';
export { observationTables } from './observation-tables.js';
