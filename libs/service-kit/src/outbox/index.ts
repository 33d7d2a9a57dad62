export { OutboxRelay, type RelayOptions } from './outbox-relay.js';
export { type OutboxBacklog, readBacklog } from './outbox.store.js';
