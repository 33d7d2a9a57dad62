export { readSettings, type Settings, type SettingsSpec } from './read-settings.js';
export { describeSettings } from './describe-settings.js';
export {
  type Setting,
  type SettingOptions,
  type SettingWords,
  optional,
  secretFile,
  setting,
  trustedFile,
} from './setting.js';
export { type SettingFile, readSecretFile, readTrustedFile } from './setting-file.js';
export {
  clockSettings,
  databaseSettings,
  dutySettings,
  httpLimitSettings,
  httpSettings,
  kafkaSettings,
  oidcSettings,
  processSettings,
  signingSettings,
  topicSettings,
  trustSettings,
} from './common-settings.js';
export { BadSettingFile, BadSettings, BadSettingValue, type SettingProblem } from './settings.errors.js';
export { objectionToTrustedUrl } from './trusted-url.js';
