export { highestNumbers } from './document.store.js';
export { GovernanceConflict, TrustMissing, TrustRunOut } from './errors.js';
export { type GovernanceOptions, GovernanceStore, type Governing } from './governance-store.js';
