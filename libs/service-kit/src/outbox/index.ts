export { OutboxRelay, type RelayOptions } from './outbox-relay.js';
export { type OutboxBacklog, readBacklog, resendChain } from './outbox.store.js';
