import { issuer } from '../issue.js';
import { Alive } from '../statement.js';
import { Observed } from './observed.v1.js';

export const observed = issuer('observer.observed.v1', Observed);
export const alive = issuer('observer.alive.v1', Alive);
