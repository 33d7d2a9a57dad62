import { issuer } from '../issue.js';
import { Alive } from '../statement.js';
import { Answered, Ended } from './answered.v1.js';

export const answered = issuer('connector.answered.v1', Answered);
export const ended = issuer('connector.ended.v1', Ended);
export const alive = issuer('connector.alive.v1', Alive);
