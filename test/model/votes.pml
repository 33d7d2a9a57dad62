/*
 * What people voted on is what is cleared and ordered (DESIGN, section 4, first point). One request; a new bundle, at any time, shows more than its
 * first assessment did. A step is a transaction; messages are as in grant.pml.
 *
 *   spin -a votes.pml
 *   spin -a -DPOLICY_TAKES_ANY votes.pml
 */
#define CHECK(id, cond) assert((cond) || (id == 0))
#define HAS(mask, x) (((mask) >> (x)) & 1)
#define BIT(x) (1 << (x))

/* Policy. An assessment a shows what bundle a + 1 demands. */
byte law = 1;        /* the bundle in force in policy */
byte assessed;       /* assessments published: mask */
byte ha = 9;         /* the one that counts, 9: none yet */
bit over;            /* vetoed, denied, withdrawn */
byte votes;          /* approvals taken in: mask */
bit noToPolicy;
byte clearedA = 9, clearedOn = 9, clearedLaw;  /* the clearance: assessment and approval that it names, lowest bundle that it demands */

/* People: what they said to each assessment, and approval's statements of it. */
byte yes;
bit no;

/* Provisioning. */
byte provLaw = 1;
bit noToProv, ordered, spent;

#ifdef POLICY_TAKES_ANY
# define COUNTS(a) 1
#else
# define COUNTS(a) ((a) == ha)
#endif
/* Judged again when it is cleared: a judgement that shows more is a new assessment, voted on again. */
#ifdef NO_JUDGING_AGAIN
# define SHOWS_MORE 0
#else
# define SHOWS_MORE (ha + 1 < law)
#endif
#ifdef VERIFIER_TAKES_ANY
# define NAMES_IT 1
#else
# define NAMES_IT (clearedOn == clearedA)
#endif
/* What can be recomputed is: stages are at least what the verifier's own bundle demands, which is at least what the clearance demands. */
#ifdef NO_RECOMPUTING
# define ENOUGH 1
#else
# define ENOUGH (clearedA + 1 >= provLaw)
#endif
#ifdef NO_DENY
# define DENIED 0
#else
# define DENIED noToProv
#endif

inline take_votes(a) {
  votes = votes | BIT(a);
  if
  :: !COUNTS(a) || clearedA != 9 -> skip
  :: COUNTS(a) && clearedA == 9 && SHOWS_MORE -> ha = law - 1; assessed = assessed | BIT(ha)
  :: else -> clearedA = ha; clearedOn = a; clearedLaw = law
  fi
}
inline verify() {
  if
  :: NAMES_IT && ENOUGH && !DENIED ->
    ordered = 1;
    CHECK(7, HAS(yes, clearedA));
    CHECK(7, clearedOn == clearedA);
    CHECK(7, clearedA + 1 >= clearedLaw);
    CHECK(8, !noToProv)
  :: else -> spent = 1
  fi
}

active proctype world() {
  do
  :: d_step { ha == 9 -> printf("policy assesses\n"); ha = law - 1; assessed = assessed | BIT(ha) }
  :: d_step { ha == 0 && law == 2 && clearedA == 9 && !over -> printf("policy assesses anew\n"); ha = 1; assessed = assessed | 2 }
  :: d_step { law == 1 -> printf("a new bundle is in force in policy\n"); law = 2 }
  :: d_step { HAS(assessed, 0) && !HAS(yes, 0) -> printf("people say yes to assessment 0\n"); yes = yes | 1 }
  :: d_step { HAS(assessed, 1) && !HAS(yes, 1) -> printf("people say yes to assessment 1\n"); yes = yes | 2 }
  :: d_step { assessed && !no -> printf("somebody says no\n"); no = 1 }
  :: d_step { HAS(yes & ~votes, 0) && !over -> printf("policy hears the yes to assessment 0\n"); take_votes(0) }
  :: d_step { HAS(yes & ~votes, 1) && !over -> printf("policy hears the yes to assessment 1\n"); take_votes(1) }
  :: d_step { no && !noToPolicy -> printf("policy hears the no\n"); noToPolicy = 1; over = 1 }
  :: d_step { no && !noToProv -> printf("provisioning hears the no\n"); noToProv = 1 }
  :: d_step { law == 2 && provLaw == 1 -> printf("provisioning has the new bundle\n"); provLaw = 2 }
  :: d_step { clearedA != 9 && !ordered && !spent && provLaw >= clearedLaw -> printf("provisioning verifies the clearance\n"); verify() }
  :: d_step { law == 2 && provLaw == 2 && ha != 9 && noToPolicy == no && noToProv == no && (votes == yes || over) && (clearedA == 9 || ordered || spent) ->
     printf("nothing is left to do\n") } -> break
  od
}
