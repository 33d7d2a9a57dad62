export { Holding, mostParts, Observed, type Seen } from './observed.v1.js';
