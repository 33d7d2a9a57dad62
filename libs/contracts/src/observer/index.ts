export { Holding, Observed, type Seen } from './observed.v1.js';
