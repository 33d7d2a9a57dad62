import { issuer } from '../issue.js';
import { Alive } from '../statement.js';
import { Assessed } from './assessed.v1.js';
import { Cleared } from './cleared.v1.js';
import { Held, Vetoed, Withdrew } from './refused.v1.js';

export const assessed = issuer('policy.assessed.v1', Assessed);
export const cleared = issuer('policy.cleared.v1', Cleared);
export const vetoed = issuer('policy.vetoed.v1', Vetoed);
export const held = issuer('policy.held.v1', Held);
export const withdrew = issuer('policy.withdrew.v1', Withdrew);
export const alive = issuer('policy.alive.v1', Alive);
