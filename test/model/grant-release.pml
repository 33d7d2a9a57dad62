/* Policy: what connectors say, what the observer sees, and when a slot is free. */

/* Stale: by the order it speaks of, then by when it was said. */
#define NEWS(r, t, s) (COUNTED(r) && !(lt[r] > (t) || (lt[r] == (t) && ls[r] > (s) + 1)))
/* What a live reservation lacks although it had it is reserved again, to be cleared again; it ends when somebody ends it, or when it is over. */
#ifdef AS_CODE_GONE
# define ENDS_BY_LACK(r) 1
#else
# define ENDS_BY_LACK(r) HAS(over, r)
#endif
inline lacks(r) {
  if
  :: rq[r] == LIVE && ln[r] != RESERVED && ENDS_BY_LACK(r) -> rq[r] = ENDING
  :: else -> skip
  fi;
  if
  :: rq[r] == ENDING && GOES(r) -> ln[r] = GONE
  :: else -> ln[r] = RESERVED
  fi
}
inline hear_line(r, p, s) {
  if
  :: PLACE(r) == p && NEWS(r, at[S(p, s)], s) ->
    lt[r] = at[S(p, s)];
    ls[r] = s + 1;
    dead = (dead & ~BIT(r)) | ((!(MINE(r) & ~ad[S(p, s)])) << r);
    if
    :: !(am[S(p, s)] & OF(r)) -> lacks(r)
    :: (am[S(p, s)] & OF(r)) && ln[r] != SEEN -> ln[r] = APPLIED
    :: else -> skip
    fi
  :: else -> skip
  fi
}
inline hear_answer(p, s) {
  toPolicy[p] = toPolicy[p] & ~BIT(s);
  hear_line(0, p, s);
  hear_line(1, p, s);
#if NR == 3
  hear_line(2, p, s)
#endif
}

/* The rule of release: connector and observer, and the second begun after the first. */
#ifdef NO_CONNECTOR_WORD
# define WORD(r) (rq[r] == ENDING)
# define LATER(r) 1
#else
# define WORD(r) (ln[r] == GONE && FOR_GOOD(r))
# ifdef NO_LATER
#  define LATER(r) (ls[r] > 0)
# else
#  define LATER(r) (ls[r] > 0 && oa >= ls[r])
# endif
#endif
/* Another grant of the permission is there by its connector's word. */
#if defined(ANY_EXPLAINS)
# define EXPLAINS(q) COUNTED(q)
#elif defined(NONE_EXPLAINS)
# define EXPLAINS(q) 0
#else
# define EXPLAINS(q) (COUNTED(q) && (ln[q] == APPLIED || ln[q] == SEEN))
#endif
#define BESIDE(r, q) ((q) != (r) && PLACE(q) == PLACE(r) && EXPLAINS(q))
#if NR == 3
# define EXPLAINED(r) (BESIDE(r, 0) || BESIDE(r, 1) || BESIDE(r, 2))
#else
# define EXPLAINED(r) (BESIDE(r, 0) || BESIDE(r, 1))
#endif
/* All lines of the place are compared as they were before: x are those to free, y those that are seen. */
inline compare(r) {
  if
  :: PLACE(r) == looking - 1 && COUNTED(r) && WORD(r) && LATER(r) && (!oh || EXPLAINED(r)) -> x = x | BIT(r)
  :: PLACE(r) == looking - 1 && COUNTED(r) && ln[r] == APPLIED && LATER(r) && oh -> y = y | BIT(r)
  :: else -> skip
  fi
}
inline conclude(r) {
  if
  :: HAS(x, r) -> free(r)
  :: HAS(y, r) -> ln[r] = SEEN
  :: else -> skip
  fi
}
#define G_OBSERVED (POLICY_UP && WIRE_UP && looking)
inline hear_observation() {
  EACH(compare);
  EACH(conclude);
  x = 0; y = 0; looking = 0; oh = 0; oa = 0
}

/* Freed on less: on time alone; on the connector's word alone. */
#if defined(NO_DOUBT)
# define G_LESS(r) (rq[r] == ENDING && ln[r] != GONE && ALL_PAST(r))
#elif defined(NO_OBSERVATION)
# define G_LESS(r) (rq[r] == ENDING && ln[r] == GONE)
#else
# define G_LESS(r) 0
#endif

/*
 * The observer looks at a place at one instant, and dates what it sees by it. It may look at any time where something is reserved. One look is on its
 * way at a time, for each is compared by itself. TELLS: looking now would tell policy something.
 */
#define TELLS(r) (COUNTED(r) && ((ln[r] == APPLIED && HAS(held, PLACE(r))) || \
  (WORD(r) && (!HAS(held, PLACE(r)) || EXPLAINED(r)))))
#define RESERVED_AT0(r) (PLACE(r) == 0 && COUNTED(r))
#define RESERVED_AT1(r) (PLACE(r) == 1 && COUNTED(r))
#define TELLS_AT0(r) (PLACE(r) == 0 && TELLS(r))
#define TELLS_AT1(r) (PLACE(r) == 1 && TELLS(r))
#ifdef SELDOM
# define G_LOOK(p) (WIRE_UP && !looking && ((p) == 0 -> ANY(TELLS_AT0) : ANY(TELLS_AT1)))
#else
# define G_LOOK(p) (WIRE_UP && !looking && ((p) == 0 -> ANY(RESERVED_AT0) : ANY(RESERVED_AT1)))
#endif
inline look(p) {
  looking = p + 1;
  oh = HAS(held, p) && liar != 2;
  oa = an[p]
}
