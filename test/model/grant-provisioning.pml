/* Provisioning: clearances, endings, orders, receipts. A place's row is locked first (guards.pml, PLACES), so each step composes from what it reads. */

/*
 * Whatever clearances of a place can never be wanted again are named in its orders, as long as they could be used: so the connector spends them though
 * it never had them, and an order that overtakes the one that ended them ends them too.
 */
#define ENDED_OF(r) (HAS(ended, r) * OF(r))
#ifdef NO_NAMING
# define NAMED(p) 0
#else
# define NAMED(p) (AT(p) & known & (heardBack | SUM(ENDED_OF)))
#endif
#ifdef AS_CODE_RELEASE
# define NOTE(p, m) cf[p] = m
#else
# define NOTE(p, m) skip
#endif
/* A new desired state, under the next token. `c`: whose `applyBefore` it bears + 1, or 0. */
inline order(p, m, c) {
  CHECK(99, dt[p] < NT);
  dt[p]++;
  om[O(p, dt[p])] = m;
  oc[O(p, dt[p])] = c;
  oe[O(p, dt[p])] = NAMED(p);
  dm[p] = om[O(p, dt[p])];
  ow[p] = ow[p] | BIT(dt[p] - 1);
  da = da & ~BIT(p);
  NOTE(p, AT(p) & past);
  lost = lost & ~BIT(p)
}

/*
 * A clearance comes in. What has ended before is ordered away all the same; what ran out or was withdrawn is spent; what the target has already is kept.
 * A newer clearance stands beside the older one of its request: one that comes too late takes nothing away.
 */
#ifdef REPLACES
# define OLDER(r) (dm[PLACE(r)] & ~OF(r))
#else
# define OLDER(r) dm[PLACE(r)]
#endif
#ifdef NO_LOWEST
# define LAWFUL(c) 1
#else
# define LAWFUL(c) (!HAS(newer, c) || (law & 1))
#endif
#define G_CLEARED(r, k) (PROVISIONING_UP && HAS(sgn, C(r, k)) && !HAS(known, C(r, k)) && LAWFUL(C(r, k)))
#if defined(NO_FRESHNESS)
# define STALE(c) HAS(heardBack, c)
#elif defined(FORGETS_EARLY)
# define STALE(c) HAS(past, c)
#else
# define STALE(c) HAS(past | heardBack, c)
#endif
#ifdef NO_DENY
# define ENDED(r) 0
#else
# define ENDED(r) HAS(ended, r)
#endif
inline hear_cleared(r, k) {
  known = known | BIT(C(r, k));
  if
  :: ENDED(r) -> order(PLACE(r), dm[PLACE(r)] & ~OF(r), 0)
  :: !ENDED(r) && STALE(C(r, k)) -> skip
  :: !ENDED(r) && !STALE(C(r, k)) && HAS(da, PLACE(r)) && (dm[PLACE(r)] & OF(r)) -> skip
  :: else ->
    CHECK(8, !HAS(ended, r));
    CHECK(10, !HAS(heardBack, C(r, k)) && (!HAS(newer, C(r, k)) || (law & 1)));
    order(PLACE(r), OLDER(r) | BIT(C(r, k)), C(r, k) + 1)
  fi
}

/* A clearance that is spent in the target is used a second time: a defect, or a database that was rolled back. */
#ifdef NO_ONE_USE
# define G_AGAIN(r, k) (PROVISIONING_UP && HAS(known & said & ~past & ~dm[PLACE(r)], C(r, k)) && faults < FAULTS)
#else
# define G_AGAIN(r, k) 0
#endif

/* One clearance is withdrawn: it is used no more, and what rests on it is ordered away. Its withdrawal may come before it. */
#define G_BACK(r, k) (PROVISIONING_UP && HAS(back, C(r, k)) && !HAS(heardBack, C(r, k)))
inline hear_back(r, k) {
  heardBack = heardBack | BIT(C(r, k));
  if
  :: HAS(dm[PLACE(r)], C(r, k)) -> order(PLACE(r), dm[PLACE(r)] & ~BIT(C(r, k)), 0)
  :: else -> skip
  fi
}

/* A request ends: by policy's word, or by that of `request` alone. Every place it was ever cleared for is ordered without it. */
#ifdef NEEDS_POLICY
# define G_END(r) (PROVISIONING_UP && HAS(withdrew, r) && !HAS(ended, r))
#else
# define G_END(r) (PROVISIONING_UP && (HAS(taken, r) || HAS(withdrew, r)) && !HAS(ended, r))
#endif
#ifdef NO_COUNTING
# define WITHOUT(r) 0
#else
# define WITHOUT(r) (dm[PLACE(r)] & ~OF(r))
#endif
inline hear_end(r) {
  ended = ended | BIT(r);
  if
  :: known & OF(r) -> order(PLACE(r), WITHOUT(r), 0)
  :: else -> skip
  fi
}

/* Its time is over. */
#define G_OVERDUE(r) (PROVISIONING_UP && HAS(over, r) && (dm[PLACE(r)] & OF(r)))

/*
 * An answer to the newest order: what the target lacks of it is spent. Where it says that the target has what we do not want, ours is given again
 * above it; an ending that the connector tells of by itself is no answer to an order.
 */
#define UNWANTED(p, s) (am[S(p, s)] & ~dm[p])
inline hear_receipt(p, s) {
  toProv[p] = toProv[p] & ~BIT(s);
  if
  :: at[S(p, s)] != dt[p] -> skip
#ifdef NO_ABOVE
  :: at[S(p, s)] == dt[p] && UNWANTED(p, s) -> skip
#else
  :: at[S(p, s)] == dt[p] && UNWANTED(p, s) && HAS(ae[p], s) -> skip
  :: at[S(p, s)] == dt[p] && UNWANTED(p, s) && !HAS(ae[p], s) -> order(p, dm[p], 0)
#endif
  :: else -> dm[p] = am[S(p, s)]; da = da | BIT(p); NOTE(p, cf[p] | ad[S(p, s)])
  fi
}

/* What ended before its clearance ran out is ordered once more when it has, so that the connector says what it has then. */
#if defined(AS_CODE_RELEASE) && !defined(NO_CONFIRMING)
# define UNCONFIRMED(p) (AT(p) & known & past & ~dm[p] & ~cf[p])
# define G_CONFIRM(p) (PROVISIONING_UP && HAS(da, p) && UNCONFIRMED(p))
#else
# define G_CONFIRM(p) 0
#endif
inline confirm(p) {
  order(p, dm[p], 0)
}

/* No answer in time: the same bytes again, and they are taken in again. */
#ifdef NO_ASKING
# define G_ASK(p) 0
#else
# define G_ASK(p) (PROVISIONING_UP && WIRE_UP && HAS(lost, p) && !HAS(da, p))
#endif
inline ask(p) {
  lost = lost & ~BIT(p);
#ifdef INBOX_ONLY
  if
  :: ct[p] >= dt[p] -> skip
  :: else -> ow[p] = ow[p] | BIT(dt[p] - 1)
  fi
#else
  ow[p] = ow[p] | BIT(dt[p] - 1)
#endif
}
