import { issuer } from '../issue.js';
import { Alive } from '../statement.js';
import { IdentityStated, SourceConfirmed } from './identity-stated.v1.js';
import { Submitted } from './submitted.v1.js';
import { Withdrawn } from './withdrawn.v1.js';

export const identityStated = issuer('request.identity-stated.v1', IdentityStated);
export const sourceConfirmed = issuer('request.source-confirmed.v1', SourceConfirmed);
export const submitted = issuer('request.submitted.v1', Submitted);
export const withdrawn = issuer('request.withdrawn.v1', Withdrawn);
export const alive = issuer('request.alive.v1', Alive);
