// Issuing
export { type Destination, type Issued, type IssuerOptions, StatementIssuer } from './statement-issuer.js';
export { type HeartbeatOptions, heartbeat } from './heartbeat.js';
export { readSigningKey } from './read-signing-key.js';

// Reading
export { createKafka, type KafkaOptions } from '../kafka/client.js';
export { type ClusterState, ClusterWatch } from '../kafka/cluster-watch.js';
export { connectTransport } from './connect-transport.js';
export { whenAgain } from './dispatcher.js';
export { CountersignTransport, type TransportOptions } from './transport.js';
export { type RecordContext, type RecordPlace, type UpstreamRecord } from './record.js';
export { defaultRetry, type RetryPolicy } from './retry.decision.js';
export { upstreamDigest, upstreamId } from './upstream.decoder.js';
export { type InboxEntry, admit } from './inbox.store.js';
export { type ReceivedStatement, receivedByHash } from './received.store.js';
export { inRequestSpan, linkToRequest } from './request-trace.js';
export { type ChainGap, gaps, hasOpenGap } from './chain-gap.store.js';

// Quarantine, and what else people do by hand
export type { ActBy } from './act-by.js';
export { type ChainPart, clearBrokenChain, resendChain } from './chain.command.js';
export {
  type QuarantineAct,
  type QuarantineDetail,
  type QuarantinedRecord,
  countQuarantined,
  dropQuarantine,
  listQuarantine,
  redriveQuarantine,
  showQuarantine,
} from './quarantine.command.js';
export type { QuarantineState } from './quarantine.store.js';

// Names
export { chainOf, governanceTopic, isUrgent, sourceOf, topicOfChain, writerOf } from './topics.js';
export { type OnFatal, endProcess } from './end-process.js';
export {
  ActIncomplete,
  ChainNotBroken,
  DuplicateId,
  HeaderMismatch,
  LeaseLost,
  MalformedRecord,
  NotConnected,
  NotQuarantined,
  NothingToResend,
  OffsetMoved,
  RecordTooLarge,
  StatementTooLarge,
  UnknownTopic,
  WrongKey,
  WrongTopic,
  WrongWriter,
} from './errors.js';
