import { Type, type Static } from 'typebox';
import { AboutRequest, ConflictSummary, Line, RootEpoch, Stage } from '../access.js';
import { Hash, IdentityId, MillisSchema, RequestId } from '../ids.js';

/** Law by which something was judged. */
export const BundleRef = Type.Object(
  { number: Type.Integer({ minimum: 1 }), hash: Hash },
  { additionalProperties: false },
);
export type BundleRef = Static<typeof BundleRef>;

/**
 * What a request comes down to, every conflict it would make, and what people must decide before it may be cleared.
 * The hash of this statement's bytes is h(a): a vote counts for exactly one.
 */
export const Assessed = Type.Object(
  {
    ...AboutRequest,
    bundle: BundleRef,
    roots: Type.Array(RootEpoch, { maxItems: 256 }),
    lines: Type.Array(Line, { maxItems: 250 }),
    conflicts: Type.Array(ConflictSummary, { maxItems: 100 }),
    warnings: Type.Array(ConflictSummary, {
      maxItems: 100,
      description:
        'what rules that only warn would say, as much as has room: shown to whoever asks and decides, without effect',
    }),
    contends: Type.Array(RequestId, {
      maxItems: 16,
      uniqueItems: true,
      description:
        'other requests that were still pending then and collide with this one, in order: of two that collide, the one reserved first stands. Their ids and nothing else, without effect',
    }),
    contendsMore: Type.Boolean({
      description:
        'whether there may be more of them: not all that was pending could be looked at, or not all of it could be judged',
    }),
    explanation: Hash,
    birthright: Type.Boolean(),
    stages: Type.Array(Stage, { maxItems: 8 }),
    excluded: Type.Array(IdentityId, { maxItems: 1000 }),
    until: Type.Union([MillisSchema, Type.Null()]),
    deadline: Type.Union([MillisSchema, Type.Null()]),
  },
  { additionalProperties: false },
);
export type Assessed = Static<typeof Assessed>;
