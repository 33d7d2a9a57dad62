import { Type, type Static } from 'typebox';
import { AccountRef } from '../access.js';
import { Instant, PersonId } from '../ids.js';

const closed = { additionalProperties: false };
const Unit = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$', description: 'a code, no free text' });
const Manager = Type.Union([PersonId, Type.Null()]);

/** A person begins to work here. Gives power: birthright, and the accounts named are hers. */
export const WorkerHired = Type.Object(
  {
    worker: PersonId,
    effective: Instant,
    department: Unit,
    job: Unit,
    manager: Manager,
    accounts: Type.Array(AccountRef, { maxItems: 32 }),
  },
  closed,
);
export type WorkerHired = Static<typeof WorkerHired>;

/** Department, job or manager from `effective` on; what is absent stays as it was. */
export const WorkerChanged = Type.Object(
  {
    worker: PersonId,
    effective: Instant,
    department: Type.Optional(Unit),
    job: Type.Optional(Unit),
    manager: Type.Optional(Manager),
  },
  { ...closed, minProperties: 3 },
);
export type WorkerChanged = Static<typeof WorkerChanged>;

/** A person works here no longer: everything she holds ends at `effective`. Takes away, so any source may say it. */
export const WorkerLeft = Type.Object({ worker: PersonId, effective: Instant }, closed);
export type WorkerLeft = Static<typeof WorkerLeft>;
