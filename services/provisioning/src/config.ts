import {
  databaseSettings,
  httpLimitSettings,
  httpSettings,
  kafkaSettings,
  processSettings,
  signingSettings,
  topicSettings,
  trustSettings,
} from '@countersign/service-kit/config';

/** Every setting of this service; the only place that names its environment variables. */
export const settingsSpec = {
  ...processSettings,
  ...httpSettings,
  ...httpLimitSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...topicSettings,
  ...signingSettings,
  ...trustSettings,
};
