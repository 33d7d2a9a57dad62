import { Type, type Static } from 'typebox';
import { AboutRequest } from '../access.js';
import { ActorId, Reason } from '../ids.js';

/** The request is taken back: nothing more is granted for it and what it gave is removed. Needs no approval. */
export const Withdrawn = Type.Object(
  { ...AboutRequest, by: ActorId, reason: Reason },
  { additionalProperties: false },
);
export type Withdrawn = Static<typeof Withdrawn>;
