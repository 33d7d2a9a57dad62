import { issuer } from '../issue.js';
import { Alive } from '../statement.js';
import { Evidence, Ordered } from './ordered.v1.js';

export const evidence = issuer('provisioning.evidence.v1', Evidence);
export const ordered = issuer('provisioning.ordered.v1', Ordered);
export const alive = issuer('provisioning.alive.v1', Alive);
