/*
 * The guards (DESIGN, section 5), one SQL statement a step: READ COMMITTED, what is written is seen when it is committed, locks are held to the end.
 * docs/model/README.md says what is explored and which code each step is.
 *
 *   spin -a -DRACE guards.pml        a configuration: RACE, CONTROL, LAW, HOLDERS, PLACES, CLEARING
 *   spin -a -DRACE -DNO_ROOT_LOCK -DNO_CONSTRAINT guards.pml
 */

/* `id`: of the invariant (INVARIANTS, section 2). */
#define CHECK(id, cond) assert((cond) || (id == 0))
#define BIT(x) (1 << (x))
#define HAS(mask, x) (((mask) >> (x)) & 1)
byte finished;
/* Any transaction may die before it commits; then nothing of it is left. */
byte deaths;
#define MAY_DIE deaths < 2 -> deaths++

#if defined(RACE) || defined(CONTROL) || defined(LAW)
# include "guards-judging.pml"
#elif defined(HOLDERS)
# include "guards-holders.pml"
#elif defined(PLACES)
# include "guards-places.pml"
#else
# include "guards-clearing.pml"
#endif
