export { toKafkaHeaders, toStructuredJson } from './cloud-event.js';
export { dataProblems, eventTypes } from './event-schema.js';
export { type HttpTarget, type PostedEvent, postEvent } from './post-event.js';
export {
  type PreparedEvent,
  type SourceEvent,
  type SourceKey,
  type Speaker,
  contentId,
  eventProblems,
  prepareEvent,
} from './prepare-event.js';
export { type PublishedEvent, type Publisher, type PublisherOptions, createPublisher } from './publisher.js';
export {
  BrokerUnavailable,
  CredentialsRefused,
  DeliveryFailed,
  DeliveryRefused,
  EventInvalid,
  PublishingForbidden,
  SettingWrong,
} from './source.errors.js';
export { signWebhook, webhookHeader } from './webhook-signature.js';
