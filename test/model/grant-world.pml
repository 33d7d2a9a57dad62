/* What is modelled, how large it is, and what everybody knows. */

/*
 * A request asks for one leg of one rule, for an identity, at a place (account and permission). Masks have a bit for each request, or for each
 * clearance. CHECK(99, ...) fails where a run would need more orders or answers than there is room for: then the numbers here are too small.
 */
#define NP 2  /* places */
#define NT 8  /* orders of a place that matter at one time */
#define NA 8  /* answers of a place that matter at one time */
#if defined(SHARED)
/* two grants of one permission on one account (requests 0 and 1), and the other half of the conflict (request 2) */
# define NR 3
# define NC 1
# define PLACE(r) ((r) == 2)
# define LEG(r) ((r) == 2)
#else
/* the two halves of a conflict, on two accounts */
# define NR 2
# define NC 2
# define PLACE(r) (r)
# ifdef BUNDLE
/* … which they are only under the new bundle */
#  define LEG(r) (changed -> (r) : 0)
# else
#  define LEG(r) (r)
# endif
#endif
#ifdef MERGE
/* for two identities, which turn out to be one */
# define IDENTITY(r) (changed -> 0 : (r))
#else
# define IDENTITY(r) 0
#endif
#if defined(MERGE) || defined(BUNDLE)
# define CHANGES
#endif
#ifdef HANDOVER
/* request 0 ends at noon, request 1 begins at noon */
# define ENDS(r) ((r) == 0)
# define STARTED(r) ((r) == 0 || (over & 1))
#else
# define ENDS(r) 0
# define STARTED(r) 1
#endif

/* How often a request is cleared at most; 0: it only takes its slot. Which requests may be taken back (mask). How many faults may happen. */
#ifndef MOST0
# define MOST0 NC
#endif
#ifndef MOST1
# define MOST1 NC
#endif
#ifndef MOST2
# define MOST2 0
#endif
#define MOST(r) ((r) == 0 -> MOST0 : ((r) == 1 -> MOST1 : MOST2))
#ifndef BACKABLE
# define BACKABLE 7
#endif
#ifndef FAULTS
# define FAULTS 2
#endif

#define BIT(x) (1 << (x))
#define HAS(mask, x) (((mask) >> (x)) & 1)
/* Clearance k of request r is number C(r,k); OF(r) are all of a request, AT(p) all of a place. */
#define C(r, k) ((r) * NC + (k))
#define OF(r) (((1 << NC) - 1) << ((r) * NC))
#if NR == 3
# define ANY(f) (f(0) || f(1) || f(2))
# define EACH(f) f(0); f(1); f(2)
# define SUM(f) (f(0) | f(1) | f(2))
#else
# define ANY(f) (f(0) || f(1))
# define EACH(f) f(0); f(1)
# define SUM(f) (f(0) | f(1))
#endif
#define AT0(r) ((PLACE(r) == 0) * OF(r))
#define AT1(r) ((PLACE(r) == 1) * OF(r))
#define AT(p) ((p) == 0 -> SUM(AT0) : SUM(AT1))

/* Requests with their reservations, as policy has them. */
#define NEW 0     /* asked and approved, not judged under lock yet */
#define HELD 1    /* has to wait */
#define LIVE 2    /* reserved */
#define ENDING 3  /* reserved until it is absent */
#define FREE 4    /* released */
#define NO 5      /* vetoed, or taken back before anything was reserved */
/* Their lines. */
#define RESERVED 0
#define APPLIED 1
#define SEEN 2
#define GONE 3
#define ABSENT 4

/* The world: time, which passes as it likes, people and sources. */
byte past;       /* clearances whose `applyBefore` has passed */
byte over;       /* requests whose end has come */
byte taken;      /* requests that were taken back, or whose beneficiary has left */
bit changed;     /* the two identities are one, or the new bundle is in force in policy */

/* Policy. */
byte rq[NR];
byte ln[NR];
byte lt[NR];     /* token of the answer that was taken in last for the line */
byte ls[NR];     /* which answer of the place that was, from 1; 0: none */
byte dead;       /* lines none of whose clearances could ever be added any more, by that answer */
byte n[NR];      /* clearances signed */
byte late;       /* whichever was reserved later */
byte anew;       /* live requests whose judgement was made untrue and is to be made again */
byte seenAt;     /* lines that were SEEN when things changed */
bit finding;     /* open: the two collide */
byte heardTaken; /* of `taken`, what policy has taken in */

/* Statements of policy. */
byte sgn;        /* clearances */
byte newer;      /* of those, the ones that demand the new bundle */
byte back;       /* clearances that are withdrawn alone */
byte withdrew;   /* requests that are withdrawn */

/* Provisioning. */
byte ended;      /* requests it orders nothing for any more */
byte known;      /* clearances it has taken in */
byte heardBack;  /* clearances of which it knows that they are withdrawn, perhaps before they came */
byte dm[NP];     /* desired state: clearances */
byte dt[NP];     /* its token, 0: none yet */
byte da;         /* places whose newest order is answered */
byte cf[NP];     /* clearances that had run out when that order was given, or answered by the answer that was heard: only for AS_CODE_RELEASE */
byte law;        /* who has the new bundle: 1 provisioning, 2 the connectors (BUNDLE) */

/* Orders: token t of place p is number O(p,t). */
#define O(p, t) ((p) * NT + (t) - 1)
byte om[NP * NT];  /* the state it wants */
byte oc[NP * NT];  /* whose `applyBefore` it bears: clearance + 1; 0: none, it adds nothing */
byte oe[NP * NT];  /* clearances that it ends for ever, wherever they are */
byte ow[NP];       /* tokens on their way */

/* Connectors and their targets. */
byte ct[NP];     /* highest token seen */
byte cm[NP];     /* state */
byte held;       /* places where the target holds the permission */
byte spent;      /* clearances that have left a state or were ended before they came: never again */
byte said;       /* the same, as the connectors say */
byte left;       /* clearances that have left a state, as it truly is */
byte open;       /* places whose newest order waits for its evidence */

/* Answers: number s (from 0) of place p is S(p,s). */
#define S(p, s) ((p) * NA + (s))
byte an[NP];
byte at[NP * NA];  /* token it speaks of */
byte am[NP * NA];  /* resulting state */
byte ad[NP * NA];  /* clearances that could never be added any more: spent, or out of time */
byte ae[NP];       /* those that say that access ended by itself */
byte toPolicy[NP];
byte toProv[NP];

/* The observation on its way: of which place + 1, whether the permission was there, and which answers had been given when it was begun. */
byte looking;
bit oh;
byte oa;

/* Faults. */
byte lost;       /* places whose newest order, or the answer to it, is lost */
byte faults;
byte liar;       /* 1: the connectors take nothing away and say that they do; 2: the observer sees nothing */
byte down;       /* a connector that does nothing any more: its place + 1 */
bit cut;         /* policy and approval are down for good (DEAD), or all but connectors and targets (ALONE) */

/* Scratch, 0 between two steps. */
byte x, y, z;

#if defined(DEAD)
# define POLICY_UP (!cut)
# define PROVISIONING_UP 1
# define WIRE_UP 1
#elif defined(ALONE)
# define POLICY_UP (!cut)
# define PROVISIONING_UP (!cut)
# define WIRE_UP (!cut)
#elif defined(HOSTILE)
/* provisioning is in somebody's hand: FAULT_STEPS */
# define POLICY_UP 1
# define PROVISIONING_UP 0
# define WIRE_UP 1
#else
# define POLICY_UP 1
# define PROVISIONING_UP 1
# define WIRE_UP 1
#endif
#define CONNECTOR_UP(p) (down != (p) + 1)

/* `id`: of the invariant (INVARIANTS, section 2); 30 here: nobody loses what nobody has ended. */
#define CHECK(id, cond) assert((cond) || (id == 0))
