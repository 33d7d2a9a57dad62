/* CLEARING: a lapsed clearance is given again while the reservation ends: each in a transaction of its own. */
bit live = 1;        /* committed: the reservation's state */
byte cleared;         /* committed: clearances after the first */
byte reservation;    /* who has locked the reservation's row: 1 clearing, 2 ending */
bit withdrawn;

/* Read without a lock, and locked when the clearance is counted, whatever state it is in by then. */
#ifdef READS_FIRST
# define LOCK_FIRST skip
# define LOCK_LATE atomic { reservation == 0 -> reservation = 1 }
#else
# define LOCK_FIRST atomic { reservation == 0 -> reservation = 1 }
# define LOCK_LATE skip
#endif
proctype clear_again() {
  bit seen;
begin:
  LOCK_FIRST;
  seen = live;
  if
  :: atomic { MAY_DIE; reservation = (reservation == 1 -> 0 : reservation); goto begin }
  :: skip
  fi;
  if
  :: seen -> LOCK_LATE; atomic { cleared++; CHECK(10, live); reservation = 0 }
  :: else -> atomic { reservation = (reservation == 1 -> 0 : reservation) }
  fi;
  finished++
}
/* The connector says that the access is over, or a line is gone. */
proctype end_reservation() {
  atomic { reservation == 0 -> reservation = 2 };
  atomic { live = 0; reservation = 0 };
  finished++
}
active proctype watch() {
  finished == 2 -> CHECK(22, !live)
}
init {
  atomic { run clear_again(); run end_reservation() }
}
