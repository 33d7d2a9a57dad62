/* Provisioning: at one place grant 0 stands under token 1; one transaction adds grant 1, another takes grant 0 away. */
byte token = 1, grants = 1;  /* committed */
byte row;                    /* who has locked the place's row: 1 + r */
byte taken;                  /* tokens given to orders: mask */

#ifdef NO_ROW_LOCK
# define LOCK_ROW(r) skip
# define FREE_ROW(r) skip
#else
# define LOCK_ROW(r) atomic { row == 0 -> row = 1 + r }
# define FREE_ROW(r) row = 0
#endif
proctype compose(byte r) {
  byte t, g;
begin:
  LOCK_ROW(r);
  atomic { t = token; g = grants }
  if
  :: atomic { MAY_DIE; FREE_ROW(r); goto begin }
  :: skip
  fi;
  atomic {
    CHECK(17, !HAS(taken, t + 1));
    taken = taken | BIT(t + 1);
    token = t + 1;
    grants = (r == 0 -> (g | 2) : (g & ~1));
    FREE_ROW(r)
  };
  finished++
}
active proctype watch() {
  finished == 2 -> CHECK(22, !(grants & 1)); CHECK(30, grants & 2)
}
init {
  atomic { run compose(0); run compose(1) }
}
