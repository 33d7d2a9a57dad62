export { Document, Evidence, largestTokenStep, Ordered } from './ordered.v1.js';
