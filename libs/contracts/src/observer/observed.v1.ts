import { Type, type Static } from 'typebox';
import { Permission } from '../access.js';
import { AccountName, MillisSchema, SystemId } from '../ids.js';

const closed = { additionalProperties: false };

/** One thing that an account holds, with how it came by it. Nested roles are listed as what they come down to and as themselves. */
export const Holding = Type.Object(
  {
    account: AccountName,
    permission: Permission,
    grantor: Type.Union([Type.String({ maxLength: 63 }), Type.Null()]),
    via: Type.Array(Type.String({ maxLength: 128 }), { maxItems: 16 }),
    options: Type.Array(
      Type.Union([
        Type.Literal('admin'),
        Type.Literal('inherit'),
        Type.Literal('set'),
        Type.Literal('grant'),
      ]),
      { maxItems: 4 },
    ),
  },
  closed,
);
export type Holding = Static<typeof Holding>;

/** Most parts of one reading: whoever gathers them keeps no more. */
export const mostParts = 500;

/** Part `part` of `of` of one reading of a target that began at `begun`; only all parts together are a complete observation. */
export const Observed = Type.Object(
  {
    system: SystemId,
    observation: Type.String({ pattern: '^o-[A-Za-z0-9_-]{22}$' }),
    begun: MillisSchema,
    ended: MillisSchema,
    part: Type.Integer({ minimum: 1 }),
    of: Type.Integer({ minimum: 1, maximum: mostParts }),
    holdings: Type.Array(Holding, { maxItems: 1000 }),
    oddities: Type.Array(
      Type.Object({ account: Type.String({ maxLength: 63 }), what: Type.String({ maxLength: 200 }) }, closed),
      { maxItems: 200 },
    ),
  },
  closed,
);
export type Observed = Static<typeof Observed>;

/** What a target was seen to hold, whole: all parts of one reading together. `begun` in ms, by the observer's clock. */
export interface Seen {
  readonly system: string;
  readonly begun: number;
  readonly holdings: readonly Holding[];
  readonly oddities: Observed['oddities'];
}
