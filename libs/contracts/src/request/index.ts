export { IdentityStated, SourceConfirmed, SourceSignature } from './identity-stated.v1.js';
export { Submitted } from './submitted.v1.js';
export { Withdrawn } from './withdrawn.v1.js';
