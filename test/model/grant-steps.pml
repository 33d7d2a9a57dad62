/* The steps of everybody. Each is a transaction, in which the checks are made; its sentence is what a counterexample prints. */

/* Time. */
#define G_PASS(r, k) (HAS(sgn, C(r, k)) && !HAS(past, C(r, k)))
#define G_OVER(r) (ENDS(r) && !HAS(over, r))

#define CLEARANCE_STEPS(r, k) \
  :: d_step { G_CLEARED(r, k) -> printf("provisioning takes in clearance %d.%d\n", r, k); hear_cleared(r, k); tidy(PLACE(r)); safe() } \
  :: d_step { G_AGAIN(r, k) -> printf("provisioning uses clearance %d.%d again\n", r, k); \
    faults++; order(PLACE(r), dm[PLACE(r)] | BIT(C(r, k)), C(r, k) + 1); tidy(PLACE(r)); safe() } \
  :: d_step { G_BACK(r, k) -> printf("provisioning hears that clearance %d.%d is withdrawn\n", r, k); hear_back(r, k); tidy(PLACE(r)); safe() } \
  :: d_step { G_PASS(r, k) -> printf("clearance %d.%d runs out\n", r, k); past = past | BIT(C(r, k)) }
#if NC == 2
# define ANY_CLEARANCE(G, r) (G(r, 0) || G(r, 1))
# define ALL_CLEARANCE_STEPS(r) CLEARANCE_STEPS(r, 0) CLEARANCE_STEPS(r, 1)
#else
# define ANY_CLEARANCE(G, r) G(r, 0)
# define ALL_CLEARANCE_STEPS(r) CLEARANCE_STEPS(r, 0)
#endif
#define REQUEST_STEPS(r) \
  :: d_step { G_JUDGE(r) -> printf("policy judges %d\n", r); judge(r); safe() } \
  :: d_step { G_CLEAR(r) -> printf("policy clears %d again\n", r); clear(r); tidy(PLACE(r)); safe() } \
  :: d_step { G_REJUDGE(r) -> printf("policy judges %d anew\n", r); rejudge(r); tidy(PLACE(r)); safe() } \
  :: d_step { G_ENDOVER(r) -> printf("policy ends %d, whose time is over\n", r); withdraw(r); tidy(PLACE(r)); safe() } \
  :: d_step { G_TAKEN(r) -> printf("policy hears that %d was taken back\n", r); hear_taken(r); tidy(PLACE(r)); safe() } \
  :: d_step { G_LESS(r) -> printf("policy frees %d on less than both words\n", r); free(r); safe() } \
  :: d_step { G_END(r) -> printf("provisioning ends %d\n", r); hear_end(r); tidy(PLACE(r)); safe() } \
  :: d_step { G_OVERDUE(r) -> printf("provisioning orders %d away, which is overdue\n", r); \
    order(PLACE(r), dm[PLACE(r)] & ~OF(r), 0); tidy(PLACE(r)); safe() } \
  :: d_step { G_OVER(r) -> printf("the time of %d is over\n", r); over = over | BIT(r); safe() } \
  :: d_step { HAS(BACKABLE, r) && !HAS(taken, r) -> printf("%d is taken back\n", r); taken = taken | BIT(r) } \
  ALL_CLEARANCE_STEPS(r)

#define COMES(p, t) (CONNECTOR_UP(p) && WIRE_UP && HAS(ow[p], (t) - 1))
#define SAY_ORDER(p, t, format) printf(format, p, t, om[O(p, t)])
/* The target has committed and the connector's own database has not: no receipt, and the order comes again. */
#ifdef CRASH
# define CRASH_STEP(p, t) \
  :: d_step { COMES(p, t) && faults < FAULTS -> SAY_ORDER(p, t, "connector %d takes order %d, for state %d, and dies before it answers\n"); faults++; take_order(p, t, 1, 0); tidy(p); safe() }
#else
# define CRASH_STEP(p, t)
#endif
/* The evidence has not come: what goes goes, what is to come waits. In the end it is answered without it. */
#ifdef EVIDENCE
# define EVIDENCE_STEP(p, t) \
  :: d_step { COMES(p, t) && faults < FAULTS -> SAY_ORDER(p, t, "connector %d takes order %d, for state %d, without evidence\n"); faults++; take_order(p, t, 0, 0); tidy(p); safe() } \
  :: d_step { COMES(p, t) && t == ct[p] && HAS(open, p) -> SAY_ORDER(p, t, "connector %d takes order %d, for state %d, and waits no longer\n"); take_order(p, t, 0, 1); tidy(p); safe() }
#else
# define EVIDENCE_STEP(p, t)
#endif
/* The newest order is lost in the broker, or the answer to it. */
#ifdef LOSS
# define ANSWER_COMES(p, t) (an[p] > 0 && HAS(toPolicy[p] & toProv[p], an[p] - 1) && at[S(p, an[p] - 1)] == t)
# define LOSS_STEP(p, t) \
  :: d_step { HAS(ow[p], (t) - 1) && t == dt[p] && faults < FAULTS -> printf("order %d of %d is lost\n", t, p); \
    faults++; ow[p] = ow[p] & ~BIT(t - 1); lost = lost | BIT(p) } \
  :: d_step { ANSWER_COMES(p, t) && t == dt[p] && faults < FAULTS -> printf("the answer to order %d of %d is lost\n", t, p); \
    faults++; toPolicy[p] = toPolicy[p] & ~BIT(an[p] - 1); toProv[p] = toProv[p] & ~BIT(an[p] - 1); lost = lost | BIT(p) }
#else
# define LOSS_STEP(p, t)
#endif
/* Any order comes again, and the inbox has forgotten it. */
#ifdef REPLAY
# define REPLAY_STEP(p, t) \
  :: d_step { t <= dt[p] && !HAS(ow[p], (t) - 1) && faults < FAULTS -> printf("order %d of %d comes again\n", t, p); \
    faults++; ow[p] = ow[p] | BIT(t - 1) }
#else
# define REPLAY_STEP(p, t)
#endif
#define TAKE(p, t) \
  :: d_step { COMES(p, t) -> SAY_ORDER(p, t, "connector %d takes order %d, for state %d\n"); take_order(p, t, 1, 1); tidy(p); safe() } \
  CRASH_STEP(p, t) EVIDENCE_STEP(p, t) LOSS_STEP(p, t) REPLAY_STEP(p, t)
#define SAY_ANSWER(p, s, format) printf(format, p, at[S(p, s)], am[S(p, s)])
#define HEAR(p, s) \
  :: d_step { POLICY_UP && WIRE_UP && HAS(toPolicy[p], s) -> SAY_ANSWER(p, s, "policy hears of %d: token %d, state %d\n"); hear_answer(p, s); tidy(p); safe() } \
  :: d_step { PROVISIONING_UP && WIRE_UP && HAS(toProv[p], s) -> SAY_ANSWER(p, s, "provisioning hears of %d: token %d, state %d\n"); hear_receipt(p, s); tidy(p); safe() }
/* Looking is the one thing that can be done for ever: CYCLES looks for another one. */
#define LOOK(p) printf("observer looks at %d, and sees %d\n", p, HAS(held, p) && liar != 2); look(p)
#ifdef CYCLES
# define LOOK_STEP(p) :: G_LOOK(p) -> progress_##p: d_step { LOOK(p) }
#else
# define LOOK_STEP(p) :: d_step { G_LOOK(p) -> LOOK(p) }
#endif
#define PLACE_STEPS(p) \
  TAKE(p, 1) TAKE(p, 2) TAKE(p, 3) TAKE(p, 4) TAKE(p, 5) TAKE(p, 6) TAKE(p, 7) TAKE(p, 8) \
  HEAR(p, 0) HEAR(p, 1) HEAR(p, 2) HEAR(p, 3) HEAR(p, 4) HEAR(p, 5) HEAR(p, 6) HEAR(p, 7) \
  :: d_step { G_ASK(p) -> printf("provisioning asks again about %d\n", p); ask(p) } \
  :: d_step { G_CONFIRM(p) -> printf("provisioning orders %d once more, now that what it lacks has run out\n", p); confirm(p); tidy(p); safe() } \
  :: d_step { G_DUE(p) -> printf("connector %d ends what is over\n", p); end_due(p); tidy(p); safe() } \
  LOOK_STEP(p)

/* Somebody has provisioning's key: any state of place 0, by clearances that were signed or never were, whenever it suits him, at most four times. */
#define GRAB(m, c) \
  :: d_step { ct[0] < 4 -> \
    printf("provisioning, in a hostile hand, orders state %d, bearing %d\n", m, c); apply(0, ct[0] + 1, m, c, 0, 1); answer(0, ct[0], 0); tidy(0); safe() }
#if defined(LIAR)
# define FAULT_STEPS \
  :: d_step { liar == 0 -> printf("the connectors take nothing away from now on, and say that they do\n"); liar = 1 } \
  :: d_step { liar == 0 -> printf("the observer sees nothing from now on\n"); liar = 2 }
#elif defined(DOWN)
# define FAULT_STEPS \
  :: d_step { down == 0 -> printf("connector 0 is down for good\n"); down = 1 } \
  :: d_step { down == 0 -> printf("connector 1 is down for good\n"); down = 2 }
#elif defined(DEAD) || defined(ALONE)
# define FAULT_STEPS :: d_step { !cut -> printf("from now on, most of it is down for good\n"); cut = 1 }
#elif defined(HOSTILE)
# define FAULT_STEPS GRAB(0, 0) GRAB(1, 1) GRAB(1, 2) GRAB(2, 1) GRAB(2, 2) GRAB(3, 1) GRAB(3, 2) GRAB(1, 0) GRAB(2, 0) GRAB(3, 0)
#else
# define FAULT_STEPS
#endif

#ifdef CHANGES
# define CHANGE_STEP :: d_step { POLICY_UP && !changed -> printf("facts or law change: the two collide\n"); change(); tidy(0); tidy(1); safe() }
#else
# define CHANGE_STEP
#endif
#ifdef BUNDLE
# define G_LAW(bits) (changed && !(law & (bits)))
# define LAW_STEPS \
  :: d_step { G_LAW(1) -> printf("provisioning has the new bundle\n"); law = law | 1 } \
  :: d_step { G_LAW(2) -> printf("the connectors have the new bundle\n"); law = law | 2 }
#else
# define G_LAW(bits) 0
# define LAW_STEPS
#endif

/* Whether somebody of the system has something to do, or time has. */
#define WORK(r) (G_JUDGE(r) || G_CLEAR(r) || G_REJUDGE(r) || G_ENDOVER(r) || G_TAKEN(r) || G_END(r) || G_OVERDUE(r) || G_OVER(r) || \
  ANY_CLEARANCE(G_CLEARED, r) || ANY_CLEARANCE(G_BACK, r) || ANY_CLEARANCE(G_PASS, r) || (POLICY_UP && WIRE_UP && TELLS(r)))
#define WORK_AT(p) ((POLICY_UP && WIRE_UP && toPolicy[p]) || (PROVISIONING_UP && WIRE_UP && toProv[p]) || (CONNECTOR_UP(p) && WIRE_UP && ow[p]) || \
  G_ASK(p) || G_CONFIRM(p) || G_DUE(p))
#define AT_REST (!ANY(WORK) && !WORK_AT(0) && !WORK_AT(1) && !G_LAW(1) && !G_LAW(2))
#define OTHER_STEPS \
  :: d_step { G_OBSERVED -> printf("policy hears what was seen at %d: %d\n", looking - 1, oh); hear_observation(); tidy(0); tidy(1); safe() } \
  :: d_step { G_JUDGE_EARLIER -> printf("policy judges 1 by the time before noon, and signs after it\n"); judge_earlier(); safe() } \
  CHANGE_STEP LAW_STEPS FAULT_STEPS \
  :: d_step { AT_REST -> printf("nothing is left to do\n"); at_rest() } -> break
