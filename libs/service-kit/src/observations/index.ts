export { observationTables } from './observation-tables.js';
export { takeLook } from './take-look.js';
