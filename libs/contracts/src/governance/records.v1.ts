import { Type, type Static } from 'typebox';
import { Scope } from '../access.js';
import { IdentityId, Instant } from '../ids.js';
import { ControlWord, RuleVersion } from './law.v1.js';
import { ApprovedBy, IdentityPattern } from './names.v1.js';

const closed = { additionalProperties: false };
const Control = Type.String({ minLength: 1, maxLength: 300 });
/** What people approved for a time, because something else is controlled. */
const approved = { from: Instant, until: Instant, control: Control, approvedBy: ApprovedBy };

/** One root may break one version of one rule: in these legs (absent: all), for these objects (absent: all), for a time, because of a control. */
export const ExceptionSpec = Type.Object(
  {
    id: Type.String({ pattern: '^exception:[a-z0-9][a-z0-9-]{0,60}$', description: 'exception:name' }),
    root: IdentityId,
    ...RuleVersion,
    legs: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems: 16 })),
    objects: Type.Optional(Scope),
    ...approved,
  },
  closed,
);
export type ExceptionSpec = Static<typeof ExceptionSpec>;

/** A root is known to be able to take others over in this way; such power stays out of judgement for a time, because of a control. */
export const RecognisedSpec = Type.Object(
  {
    id: Type.String({ pattern: '^power:[a-z0-9][a-z0-9-]{0,60}$', description: 'power:name' }),
    root: IdentityId,
    how: ControlWord,
    ...approved,
  },
  closed,
);
export type RecognisedSpec = Static<typeof RecognisedSpec>;

/** A source of facts that must be heard of again and again: older than so many minutes, what it tells is doubted. */
export const SourceSpec = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$', description: 'the name of a source, e.g. hr' }),
    longestAgeMinutes: Type.Integer({ minimum: 1, maximum: 527_040 }),
    tells: Type.Array(
      Type.Object(
        { what: Type.Union([Type.Literal('grants'), Type.Literal('controls')]), about: IdentityPattern },
        closed,
      ),
      { minItems: 1, maxItems: 20 },
    ),
  },
  closed,
);
export type SourceSpec = Static<typeof SourceSpec>;
