export { accountOf, cast, loginOf, personId, wishes } from './company/cast.js';
export {
  type CompanyOptions,
  companyEvents,
  enrolledLogin,
  heartbeat,
  hired,
  left,
} from './company/events.js';
export { approvers, groups } from './company/groups.js';
export { type Machine, machines } from './company/machines.js';
export { type Worker, joiner, managers, staff, workers } from './company/organisation.js';
export { type Ticket, accessRequested, accessWithdrawn } from './company/tickets.js';
export { type VotingKey, createVotingKeys, votingKeyFile } from './company/voting-keys.js';
export { probes } from './erp/probes.js';
