export { gatherParts } from './gather-parts.js';
export { isNewestLook } from './newest-look.js';
export { observationTables } from './observation-tables.js';
