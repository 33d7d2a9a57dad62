/*
 * Two requests for the two halves of a conflict, judged by two processes of policy at once, and what changes the facts or the law beside them.
 *   RACE     both for identity 0
 *   CONTROL  leg 0 for identity 0, leg 1 for identity 1; identity 2 controls 0, and a source states that it controls 1 as well
 *   LAW      both for identity 0; a new bundle makes them the two halves of a conflict
 */

/* Committed rows. */
bit reserved[2];      /* the reservation of request r */
byte slots[2];        /* the roots in which it holds a slot of its leg, as they were when it was inserted: the constraint's rows */
bit edge;             /* 2 controls 1 */
byte bundle = 1;      /* the law in force */
bit finding;
byte judgedBy[2], stamped[2];
/* Written and not committed: what the constraint waits for. */
byte inserting[2];
/* Locks: the graph (holders; -1 when exclusive), and the roots (mask of those held by transaction r). */
short graph;
byte locked[2];
/* What a process of policy remembers of the law; it looks into the database now and then. */
byte memory[2] = 1;
byte vetoed;

#ifdef CONTROL
# define OWNER(r) (r)
/* Whoever can act as the beneficiary: 0 is controlled by 2, 1 by nobody before the edge. */
# define ROOTS(r, e) ((r) == 0 -> (BIT(0) | BIT(2)) : (BIT(1) | ((e) -> BIT(2) : 0)))
#else
# define OWNER(r) 0
# define ROOTS(r, e) BIT(0)
#endif
#ifdef LAW
# define RULE(b) ((b) == 2)
#else
# define RULE(b) 1
#endif
#define OTHER(r) (1 - (r))
/* Whether some root can do both, by the edges and the law that are given. */
#define MEETS(r, e, b) (RULE(b) && (ROOTS(r, e) & ROOTS(OTHER(r), e)))

#ifdef NO_GRAPH_LOCK
# define SHARE_GRAPH skip
# define LEAVE_GRAPH skip
# define OWN_GRAPH skip
# define FREE_GRAPH skip
#else
# define SHARE_GRAPH atomic { graph >= 0 -> graph++ }
# define LEAVE_GRAPH graph--
# define OWN_GRAPH atomic { graph == 0 -> graph = -1 }
# define FREE_GRAPH graph = 0
#endif
/* The roots that a request touches, in the order of their ids, each lock a statement of its own. */
#ifdef NO_ROOT_LOCK
# define LOCK_ROOT(x) skip
#else
# define LOCK_ROOT(x) if :: HAS(roots, x) -> atomic { !HAS(locked[1 - r], x) -> locked[r] = locked[r] | BIT(x) } :: else -> skip fi
#endif
/* Under lock, everything that the locks were chosen by is read again. */
#ifdef NO_REREAD
# define CHANGED 0
#else
# define CHANGED (ROOTS(r, edge) != roots || IN_FORCE != law)
#endif
/* The law as the database has it; not the one that the process remembers, taken again when it signs. */
#ifdef LAW_BY_MEMORY
# define IN_FORCE memory[r]
# define IN_FORCE_LATER memory[r]
#else
# define IN_FORCE bundle
# define IN_FORCE_LATER law
#endif
#ifdef NO_CONSTRAINT
# define REFUSED 0
# define WAITS_FOR_INSERT 0
#else
# define CLASHES(rows) ((rows) & roots && RULE(law))
# define REFUSED (reserved[1 - r] && CLASHES(slots[1 - r]))
# define WAITS_FOR_INSERT (inserting[1 - r] && CLASHES(inserting[1 - r]))
#endif
inline let_go(r) {
  locked[r] = 0; inserting[r] = 0;
  if
  :: shares -> LEAVE_GRAPH; shares = 0
  :: else -> skip
  fi
}

proctype judge(byte r) {
  byte roots, law;
  bit shares, seen, graphSeen;
begin:
  atomic { roots = 0; law = 0; seen = 0; graphSeen = 0 }
#ifdef SNAPSHOT
  /* REPEATABLE READ: everything is read as it was at the first statement, which is before the lock is won */
  atomic { seen = reserved[1 - r]; graphSeen = edge }
#endif
#ifdef ROOTS_BEFORE_LOCK
  atomic { roots = ROOTS(r, edge); law = IN_FORCE }
#endif
  atomic { SHARE_GRAPH; shares = 1 }
#ifndef ROOTS_BEFORE_LOCK
  atomic { roots = ROOTS(r, edge); law = IN_FORCE }
#endif
#ifdef ONE_STATEMENT
  /* lock and check in one statement: it reads as of its own beginning, and then waits */
  seen = reserved[1 - r];
#endif
  LOCK_ROOT(0);
  LOCK_ROOT(1);
  LOCK_ROOT(2);
  if
  :: CHANGED -> atomic { let_go(r); goto begin }
  :: else -> skip
  fi;
  if
  :: atomic { MAY_DIE; let_go(r); goto dead }
  :: skip
  fi;
#if !defined(SNAPSHOT) && !defined(ONE_STATEMENT)
  atomic { seen = reserved[1 - r]; graphSeen = edge }
#else
  graphSeen = edge;
#endif
  if
  :: seen && MEETS(r, graphSeen, law) -> atomic { vetoed = vetoed | BIT(r); let_go(r); goto done }
  :: else -> skip
  fi;
  /* the slots, under the constraint: waits for whoever is inserting against it */
  atomic {
    !WAITS_FOR_INSERT ->
    if
    :: REFUSED -> vetoed = vetoed | BIT(r); let_go(r); goto done
    :: else -> inserting[r] = roots
    fi
  };
  if
  :: atomic { MAY_DIE; let_go(r); goto dead }
  :: skip
  fi;
  atomic {
    reserved[r] = 1; slots[r] = roots; judgedBy[r] = law; stamped[r] = IN_FORCE_LATER;
    CHECK(10, law == bundle);
    CHECK(10, stamped[r] == law);
    let_go(r)
  }
  goto done;
dead:
  goto begin;
done:
  finished++
}

#ifdef CONTROL
/* A source states the edge: alone with the graph. What it makes collide is a finding; the slot that it gives leaves the constraint. */
proctype state_fact() {
  bit both;
  OWN_GRAPH;
  both = reserved[0] && reserved[1];
  atomic {
    edge = 1;
    if
    :: both -> finding = 1
    :: reserved[1] && !both -> slots[1] = slots[1] | BIT(2)
    :: else -> skip
    fi;
    FREE_GRAPH
  };
  finished++
}
#endif
#ifdef LAW
/* A bundle is accepted: alone with the graph. What it makes collide is a finding. */
proctype activate() {
  bit both;
  OWN_GRAPH;
  both = reserved[0] && reserved[1];
  atomic {
    bundle = 2;
    if
    :: both -> finding = 1
    :: else -> skip
    fi;
    FREE_GRAPH
  };
  finished++
}
/* Each process looks into the database by itself. */
proctype remember(byte r) {
  bundle == 2 -> memory[r] = 2
}
# define ACTORS 3
#elif defined(CONTROL)
# define ACTORS 3
#else
# define ACTORS 2
#endif

#define BOTH (reserved[0] && reserved[1] && MEETS(0, edge, bundle))
/* Always: whatever one root can do of both halves is a finding. In the end: of two, one stands. */
active proctype watch() {
  do
  :: atomic { BOTH && !finding -> CHECK(12, 0) }
  :: atomic { finished == ACTORS -> CHECK(30, reserved[0] || reserved[1]); CHECK(99, graph == 0); break }
  od
}

init {
  atomic {
    run judge(0);
    run judge(1);
#ifdef CONTROL
    run state_fact()
#endif
#ifdef LAW
    run activate();
    run remember(0);
    run remember(1)
#endif
  }
}
