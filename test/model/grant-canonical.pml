/*
 * What no step can tell apart becomes one state: what can change nothing any more is forgotten, and numbers of which only the order matters begin
 * again. Nothing here is a step of the system.
 */
#if defined(REPLAY) || defined(NO_FENCE)
# define FENCED_MATTERS
#endif

/* An answer that no line can take as news any more, and one to an order that is not the newest, change nothing. */
#define FRESH(r, p, s) (PLACE(r) == p && (rq[r] == NEW || rq[r] == HELD || NEWS(r, at[S(p, s)], s)))
#if NR == 3
# define ANY_FRESH(p, s) (FRESH(0, p, s) || FRESH(1, p, s) || FRESH(2, p, s))
#else
# define ANY_FRESH(p, s) (FRESH(0, p, s) || FRESH(1, p, s))
#endif
#define IF(condition, statements) if :: (condition) -> statements :: else -> skip fi
#define FORGET_ANSWER(p, s) at[S(p, s)] = 0; am[S(p, s)] = 0; ad[S(p, s)] = 0; ae[p] = ae[p] & ~BIT(s)
#define FORGET_ORDER(p, t) om[O(p, t)] = 0; oc[O(p, t)] = 0; oe[O(p, t)] = 0

/* A fenced order changes nothing, and what is said to it is no news. */
inline forget_orders(p) {
  z = 1;
  do
  :: z <= dt[p] ->
#ifndef FENCED_MATTERS
    IF(z < ct[p], ow[p] = ow[p] & ~BIT(z - 1));
#endif
#ifndef REPLAY
    IF(!HAS(ow[p], z - 1) && z < dt[p], FORGET_ORDER(p, z));
#endif
    z++
  :: else -> break
  od;
  z = 0
}
inline forget_answers(p) {
  z = 0;
  do
  :: z < an[p] ->
    IF(HAS(toPolicy[p], z) && !ANY_FRESH(p, z), toPolicy[p] = toPolicy[p] & ~BIT(z));
    IF(HAS(toProv[p], z) && at[S(p, z)] != dt[p], toProv[p] = toProv[p] & ~BIT(z));
    IF(!HAS(toPolicy[p] | toProv[p], z) && z < an[p] - 1, FORGET_ANSWER(p, z));
    z++
  :: else -> break
  od;
  z = 0
}
/* Where nothing of a place is on its way, its tokens and answers begin again at 1. */
#define RENUMBER_LINE(r, p) IF(PLACE(r) == p, ls[r] = (ls[r] > 0); lt[r] = (lt[r] > 0))
inline renumber(p) {
#if !defined(FENCED_MATTERS) && !defined(HOSTILE)
  if
  :: an[p] > 0 && ow[p] == 0 && (toPolicy[p] | toProv[p]) == 0 && looking != p + 1 && HAS(da, p) && ct[p] == dt[p] ->
    am[S(p, 0)] = am[S(p, an[p] - 1)];
    ad[S(p, 0)] = ad[S(p, an[p] - 1)];
    IF(an[p] > 1, FORGET_ANSWER(p, an[p] - 1));
    at[S(p, 0)] = 1; ae[p] = 0; an[p] = 1;
    IF(dt[p] > 1, FORGET_ORDER(p, dt[p]));
    dt[p] = 1; ct[p] = 1; om[O(p, 1)] = dm[p]; oc[O(p, 1)] = 0; oe[O(p, 1)] = 0;
    RENUMBER_LINE(0, p);
    RENUMBER_LINE(1, p);
# if NR == 3
    RENUMBER_LINE(2, p)
# endif
  :: else -> skip
  fi
#else
  skip
#endif
}
inline tidy(p) {
  forget_orders(p);
  forget_answers(p);
  renumber(p)
}
