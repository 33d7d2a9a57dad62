export { Assessed, BundleRef } from './assessed.v1.js';
export { Cleared, clearanceLifeMs, clearanceSkewMs } from './cleared.v1.js';
export { Held, Vetoed, Withdrew } from './refused.v1.js';
