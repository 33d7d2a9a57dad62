/* Policy: judgement under lock, clearances, withdrawals, changes of facts and law. */

/* Slots count from judgement until every line is absent. */
#define COUNTED(q) (rq[q] == LIVE || rq[q] == ENDING)
#define RULED(r, q) (IDENTITY(r) == IDENTITY(q) && LEG(r) != LEG(q))
/* On its way out: it stands in the way, but nobody is refused for it. */
#define LEAVING(q) (rq[q] == ENDING || HAS(over, q))
/* Windows that only touch do not meet; what is leaving counts to the end of time. */
#ifndef HANDOVER
# define MEET(q) 1
#elif defined(NO_INFINITY)
# define MEET(q) 0
#else
# define MEET(q) LEAVING(q)
#endif
#define STANDS(r, q) ((r) != (q) && COUNTED(q) && RULED(r, q) && MEET(q))
#define REFUSES(r, q) (STANDS(r, q) && !LEAVING(q))
#if NR == 3
# define BLOCKED(r) (STANDS(r, 0) || STANDS(r, 1) || STANDS(r, 2))
# define VETOED(r) (REFUSES(r, 0) || REFUSES(r, 1) || REFUSES(r, 2))
#else
# define BLOCKED(r) (STANDS(r, 0) || STANDS(r, 1))
# define VETOED(r) (REFUSES(r, 0) || REFUSES(r, 1))
#endif
#define WAITS(r) (BLOCKED(r) && !VETOED(r))
#define MINE(r) (sgn & OF(r))
#define ALL_PAST(r) (MINE(r) == (MINE(r) & past))

#ifdef BUNDLE
# define DEMANDS_NEW changed
#else
# define DEMANDS_NEW 0
#endif
/* One clearance, on a live reservation, for a judgement made in this step. */
inline sign(r) {
  CHECK(10, rq[r] == LIVE && n[r] < MOST(r));
  sgn = sgn | BIT(C(r, n[r]));
  newer = newer | (DEMANDS_NEW << C(r, n[r]));
  n[r]++;
  anew = anew & ~BIT(r);
  dead = dead & ~BIT(r)
}

/* A slot is free. */
inline free(r) {
  rq[r] = FREE; ln[r] = ABSENT; lt[r] = 0; ls[r] = 0; dead = dead & ~BIT(r); anew = anew & ~BIT(r)
}

/*
 * What a connector lacks for good: every clearance of the reservation is spent there or out of time, so that no order can bring it back, whoever gives
 * it. DESIGN as it stood asked for less (AS_DESIGN_RELEASE). The code asks for more (AS_CODE_RELEASE): every clearance had run out when the connector
 * said it, and provisioning orders once more what ended before that. A line is gone then as soon as the connector says that it lacks it.
 */
#if defined(AS_DESIGN_RELEASE)
# define FOR_GOOD(r) 1
#else
# define FOR_GOOD(r) HAS(dead, r)
#endif
#if defined(AS_DESIGN_RELEASE) || defined(AS_CODE_RELEASE)
# define GOES(r) 1
#else
# define GOES(r) FOR_GOOD(r)
#endif

/* What its connector has said to lack for good it need not say again. */
#ifdef KEEPS_RESERVED
# define GONE_ALREADY(r) skip
#else
# define GONE_ALREADY(r) if :: ln[r] == RESERVED && ls[r] > 0 && GOES(r) -> ln[r] = GONE :: else -> skip fi
#endif

/* The request is over for policy. Of a reservation for which nothing was ever cleared nothing can be on its way: it is free at once. */
inline withdraw(r) {
  withdrew = withdrew | BIT(r);
  anew = anew & ~BIT(r);
  if
  :: rq[r] == LIVE && n[r] == 0 -> free(r)
  :: rq[r] == LIVE && n[r] > 0 -> rq[r] = ENDING; GONE_ALREADY(r)
  :: rq[r] == NEW || rq[r] == HELD -> rq[r] = NO
  :: else -> skip
  fi
}
/* What was approved is judged and reserved, and cleared unless its start is to come. What waits is judged anew when it may be in vain no longer. */
#define G_JUDGE(r) (POLICY_UP && (rq[r] == NEW || (rq[r] == HELD && !WAITS(r))))
inline judge(r) {
  if
  :: VETOED(r) -> rq[r] = NO
  :: WAITS(r) -> rq[r] = HELD
  :: else ->
    rq[r] = LIVE; late = r;
    if
    :: STARTED(r) && MOST(r) > 0 -> sign(r)
    :: else -> skip
    fi
  fi
}

/* The clock read twice, before the locks are won and when it is signed: judged by the time before an end, and signed by the time after it. */
#if defined(TWO_CLOCKS) && defined(HANDOVER)
# define G_JUDGE_EARLIER (POLICY_UP && rq[1] == NEW && HAS(over, 0) && rq[0] == LIVE && MOST(1) > 0)
#else
# define G_JUDGE_EARLIER 0
#endif
inline judge_earlier() {
  rq[1] = LIVE; late = 1;
  sign(1)
}

/* A clearance that lapsed or was withdrawn, or is due since its start has come: judged again, on the same reservation. */
#define LAST(r) BIT(C(r, n[r] - 1))
#ifdef NO_JUDGING_AGAIN
# define ALLOWED_AGAIN(r) 1
#else
# define ALLOWED_AGAIN(r) (!WAITS(r))
#endif
#define G_CLEAR(r) (POLICY_UP && rq[r] == LIVE && ln[r] == RESERVED && !HAS(over, r) && n[r] < MOST(r) && ALLOWED_AGAIN(r) && \
  (n[r] == 0 -> STARTED(r) : ((past & LAST(r)) || HAS(anew, r))))
inline clear(r) {
  if
#ifndef NO_JUDGING_AGAIN
  :: VETOED(r) -> withdraw(r)
#endif
  :: else -> sign(r)
  fi
}

/*
 * What was judged on other facts and may be in the target by now is judged again as well: it is ended when it does not pass, waits while what it
 * meets is on its way out, and has a clearance of its own again when it passes.
 */
#ifdef NO_JUDGING_APPLIED
# define G_REJUDGE(r) 0
#else
# define G_REJUDGE(r) (POLICY_UP && rq[r] == LIVE && HAS(anew, r) && !WAITS(r) && (ln[r] != RESERVED || n[r] == MOST(r)))
#endif
inline rejudge(r) {
  if
  :: VETOED(r) -> withdraw(r)
  :: !VETOED(r) && n[r] < MOST(r) -> sign(r)
  :: else -> anew = anew & ~BIT(r)
  fi
}

/* Its time was over before it was applied. */
#define G_ENDOVER(r) (POLICY_UP && rq[r] == LIVE && ln[r] == RESERVED && HAS(over, r))

/* It was taken back, or its beneficiary has left. */
#define G_TAKEN(r) (POLICY_UP && HAS(taken, r) && !HAS(heardTaken, r))
inline hear_taken(r) {
  heardTaken = heardTaken | BIT(r);
  withdraw(r)
}

/*
 * Facts or law change, exclusively. Open clearances of what is not known to be applied are withdrawn, each aloud; what is, is judged again. Where two
 * that are reserved now collide, a finding opens, and the later of those not observed yet is withdrawn.
 */
#ifdef AS_CODE_SILENT
# define ALOUD(m) skip
#else
# define ALOUD(m) back = back | (m)
#endif
#ifdef NO_EPOCH
# define UNTRUE(r) 0
#else
# define UNTRUE(r) (rq[r] == LIVE && n[r] > 0 && ln[r] != SEEN)
#endif
inline untrue(r) {
  if
  :: UNTRUE(r) && ln[r] == RESERVED -> ALOUD(MINE(r) & ~past & ~back); anew = anew | BIT(r)
  :: UNTRUE(r) && ln[r] != RESERVED -> anew = anew | BIT(r)
  :: else -> skip
  fi
}
#define CAN_LOSE(r) (rq[r] == LIVE && ln[r] != SEEN)
inline settle() {
  finding = 1;
#ifndef AS_CODE_MERGES
  if
  :: rq[0] == LIVE && rq[1] == LIVE && CAN_LOSE(late) -> withdraw(late)
  :: rq[0] == LIVE && rq[1] == LIVE && !CAN_LOSE(late) && CAN_LOSE(1 - late) -> withdraw(1 - late)
  :: else -> skip
  fi
#endif
}
inline change() {
  changed = 1;
  seenAt = (COUNTED(0) && ln[0] == SEEN) | ((COUNTED(1) && ln[1] == SEEN) << 1);
  untrue(0);
  untrue(1);
#ifndef NO_SETTLING
  if
  :: COUNTED(0) && COUNTED(1) -> settle()
  :: else -> skip
  fi
#endif
}
