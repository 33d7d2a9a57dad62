import { issuer } from '../issue.js';
import { Alive } from '../statement.js';
import { Approved, Denied, Lapsed } from './decided.v1.js';

export const approved = issuer('approval.approved.v1', Approved);
export const denied = issuer('approval.denied.v1', Denied);
export const lapsed = issuer('approval.lapsed.v1', Lapsed);
export const alive = issuer('approval.alive.v1', Alive);
