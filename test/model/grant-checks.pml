/* What must hold after each step, and when nothing is left to do. */

#define IN(r) (cm[PLACE(r)] & OF(r))
#define EFFECTIVE(r) HAS(held, PLACE(r))
/* Both halves in one root: in the target, or (where windows do not tell them apart) reserved or in the target. */
#define OTHER (NR - 1)
#define DOUBLE (RULED(0, OTHER) && EFFECTIVE(0) && EFFECTIVE(OTHER))
#define TAKES(r) (COUNTED(r) || EFFECTIVE(r))
#ifdef HANDOVER
# define DOUBLE_SLOT DOUBLE
#else
# define DOUBLE_SLOT (RULED(0, OTHER) && TAKES(0) && TAKES(OTHER))
#endif
#define SLOT_AT0(r) (PLACE(r) == 0 && COUNTED(r))
#define SLOT_AT1(r) (PLACE(r) == 1 && COUNTED(r))
inline safe() {
  CHECK(12, !DOUBLE_SLOT || finding);
  CHECK(18, !HAS(held, 0) || ANY(SLOT_AT0));
  CHECK(18, !HAS(held, 1) || ANY(SLOT_AT1))
}

/* Nothing of it can happen: its connector is down or lies. */
#define STUCK(r) (!CONNECTOR_UP(PLACE(r)) || liar == 1)
/* A collision that came about from outside may stand, as a finding: both were seen before, or one is on its way out and cannot be taken away. */
#ifdef CHANGES
# define STANDING (finding && (seenAt == 3 || (rq[0] == ENDING && STUCK(0)) || (rq[1] == ENDING && STUCK(1))))
#else
# define STANDING 0
#endif
/*
 * Nothing is left to do but for people, sources and faults, which may do nothing more. Every run comes to such a state (there is no cycle but looks that
 * tell nothing), so what holds here holds in the end, whatever was lost, late or out of order.
 */
inline rest_of(r) {
  CHECK(20, !HAS(over, r) || !IN(r) || STUCK(r));
#ifndef HOSTILE
  CHECK(22, !HAS(taken, r) || !IN(r) || STUCK(r) || !PROVISIONING_UP);
#endif
#if !defined(DEAD) && !defined(ALONE) && !defined(HOSTILE) && !defined(LIAR)
  CHECK(22, !HAS(withdrew, r) || !IN(r) || STUCK(r));
  CHECK(18, rq[r] != ENDING || STUCK(r));
  CHECK(30, !((rq[r] == ENDING || rq[r] == FREE) && !HAS(withdrew, r) && !HAS(over, r)));
  CHECK(30, rq[r] != LIVE || (ln[r] == SEEN && IN(r)) || n[r] == MOST(r) || STUCK(r) || WAITS(r));
#endif
}
inline at_rest() {
  CHECK(11, !DOUBLE || STANDING);
  EACH(rest_of)
}
