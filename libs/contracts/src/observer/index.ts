export { Holding, Observed } from './observed.v1.js';
