export { Document, Evidence, Ordered } from './ordered.v1.js';
