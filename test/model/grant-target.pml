/* Connectors with their targets: token and effect are one transaction of the target. */

#define OVER_OF(r) (HAS(over, r) * OF(r))
#define OVERDUE SUM(OVER_OF)
/* What can never be added at a place any more. */
#ifdef AS_CODE_RELEASE
# define NEVER(p) (AT(p) & past)
#else
# define NEVER(p) (AT(p) & (said | past | OVERDUE))
#endif
/* A signed statement about the place as it is now. Where it would say what the last one said, that one is sent again. */
inline answer(p, t, e) {
  if
  :: an[p] > 0 && at[S(p, an[p] - 1)] == t && am[S(p, an[p] - 1)] == cm[p] && ad[S(p, an[p] - 1)] == NEVER(p) -> skip
  :: else ->
    CHECK(99, an[p] < NA);
    at[S(p, an[p])] = t;
    am[S(p, an[p])] = cm[p];
    ad[S(p, an[p])] = NEVER(p);
    ae[p] = ae[p] | (e << an[p]);
    an[p]++
  fi;
  toPolicy[p] = toPolicy[p] | BIT(an[p] - 1);
  toProv[p] = toProv[p] | BIT(an[p] - 1)
}

#ifdef NO_SPENT
# define SPEND(m) said = said | (m)
#else
# define SPEND(m) said = said | (m); spent = spent | (m)
#endif
/* Nobody loses what nobody has ended: a request that had access has it still, or was ended, or each clearance it had it by was withdrawn. */
#define WAS_ENDED(r) (HAS(taken | withdrew | over, r) || !(cm[PLACE(r)] & OF(r) & ~back))
#define KEEPS(r, p, m) (PLACE(r) != (p) || !(cm[p] & OF(r)) || ((m) & OF(r)) || WAS_ENDED(r))
/* The state becomes `m`; what leaves it has left for ever. */
inline become(p, m) {
#ifndef HOSTILE
  CHECK(30, KEEPS(0, p, m));
  CHECK(30, KEEPS(1, p, m));
# if NR == 3
  CHECK(30, KEEPS(2, p, m));
# endif
#endif
  left = left | (cm[p] & ~(m));
  SPEND(cm[p] & ~(m));
  if
  :: (m) == 0 && liar != 1 -> held = held & ~BIT(p)
  :: (m) & ~cm[p] -> held = held | BIT(p)
  :: else -> skip
  fi;
  cm[p] = m
}

#ifdef NO_APPLY_BEFORE
# define TOO_LATE 0
#else
# define TOO_LATE past
#endif
#ifdef NO_VERIFYING
# define VERIFIED 255
#else
# define VERIFIED sgn
#endif
#ifdef NO_LOWEST
# define UNLAWFUL 0
#else
# define UNLAWFUL ((law & 2) -> 0 : newer)
#endif
/*
 * The one rule, for a token that is not fenced. `m`: what is wanted; `c`: whose `applyBefore` it bears + 1, or 0; `d`: what it ends; `e`: the evidence
 * is there. x: what stays, whatever else is wrong; y: what is added, verified and in time.
 */
inline apply(p, t, m, c, d, e) {
  CHECK(17, t >= ct[p]);
  SPEND((d) & ~(m));
  x = cm[p] & (m) & ~OVERDUE;
  y = (m) & ~cm[p] & VERIFIED & ~spent & ~OVERDUE & ~TOO_LATE & ~UNLAWFUL;
  if
  :: c == 0 || !e -> y = 0
  :: c > 0 && e && HAS(TOO_LATE, c - 1) -> y = 0
  :: else -> skip
  fi;
#ifdef REMOVAL_BOUNDED
  if
  :: c > 0 && HAS(past, c - 1) -> x = cm[p]
  :: else -> skip
  fi;
#endif
  CHECK(10, !(y & past) && (!(y & newer) || (law & 2)));
  CHECK(9, !(y & left));
  CHECK(7, !(y & ~sgn));
  become(p, x | y);
  ct[p] = t;
  x = 0; y = 0
}

#ifdef NO_FENCE
# define FENCED(p, t) 0
#else
# define FENCED(p, t) ((t) < ct[p])
#endif
/* The same order again is answered from memory; a fenced one with the state as it is. */
#ifdef NO_STORED_ANSWER
# define REMEMBERED z = 0
#else
# define REMEMBERED skip
#endif
/* `e`: the evidence is there; `a`: the connector's own transaction commits too, so that there is a receipt. */
inline take_order(p, t, e, a) {
  z = 1;
  if
  :: FENCED(p, t) -> skip
  :: !FENCED(p, t) && t == ct[p] && !HAS(open, p) -> REMEMBERED
  :: else ->
    apply(p, t, om[O(p, t)], oc[O(p, t)], oe[O(p, t)], e);
    open = (open & ~BIT(p)) | ((!e) << p)
  fi;
  if
  :: a -> ow[p] = ow[p] & ~BIT(t - 1); open = open & ~BIT(p)
  :: else -> skip
  fi;
  if
  :: a && z -> answer(p, t, 0)
  :: else -> skip
  fi;
  z = 0
}

/* The connector's own timer: needs nobody. */
#ifdef NO_TIMER
# define G_DUE(p) 0
#else
# define G_DUE(p) (CONNECTOR_UP(p) && (cm[p] & OVERDUE))
#endif
inline end_due(p) {
  become(p, cm[p] & ~OVERDUE);
  answer(p, ct[p], 1)
}
