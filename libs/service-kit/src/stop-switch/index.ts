export { everySystem, type Stop, stopOf, stopsInForce } from './stop.store.js';
