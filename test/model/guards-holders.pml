/* A duty that one root at most may hold, and two requests for it, of two roots that share nothing: their root locks do not meet. */
byte holders;        /* committed */
byte rule;           /* who has locked the rule's row: 1 + r */

#ifdef NO_RULE_LOCK
# define LOCK_RULE(r) skip
# define FREE_RULE(r) skip
#else
# define LOCK_RULE(r) atomic { rule == 0 -> rule = 1 + r }
# define FREE_RULE(r) rule = 0
#endif
proctype judge(byte r) {
  byte seen;
begin:
  LOCK_RULE(r);
  seen = holders;
  if
  :: atomic { MAY_DIE; FREE_RULE(r); goto begin }
  :: skip
  fi;
  if
  :: seen == 0 -> atomic { holders++; CHECK(12, holders < 2); FREE_RULE(r) }
  :: else -> FREE_RULE(r)
  fi;
  finished++
}
active proctype watch() {
  finished == 2 -> CHECK(30, holders == 1)
}
init {
  atomic { run judge(0); run judge(1) }
}
