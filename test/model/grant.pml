/*
 * The life of a grant (DESIGN, section 4), one transaction a step. That a transaction of policy or provisioning may be one step is shown by
 * guards.pml, where it is many. docs/model/README.md says what is explored, what was found, and which code each step is.
 *
 *   spin -a -DPAIR grant.pml                 a configuration
 *   spin -a -DPAIR -DNO_FENCE grant.pml      the same without one guard
 *
 * Messages: whatever was signed stays, and its reader takes it in at any later moment, in any order, or never; once (inbox). So delay, disorder and
 * loss need no step of their own, except where something must be sent again (LOSS), and repetition only where the inbox has forgotten (REPLAY).
 * A crash before a commit is a step that is not taken; one between the two commits of a connector is a step (CRASH).
 */
#include "grant-world.pml"
#include "grant-policy.pml"
#include "grant-release.pml"
#include "grant-provisioning.pml"
#include "grant-target.pml"
#include "grant-canonical.pml"
#include "grant-checks.pml"
#include "grant-steps.pml"

active proctype world() {
  do
  REQUEST_STEPS(0)
  REQUEST_STEPS(1)
#if NR == 3
  REQUEST_STEPS(2)
#endif
  PLACE_STEPS(0)
  PLACE_STEPS(1)
  OTHER_STEPS
  od
}
