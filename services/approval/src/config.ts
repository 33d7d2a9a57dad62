import { dutySettings, oidcSettings } from '@countersign/service-kit/config';

/** Every setting of this service; the only place that names its environment variables. */
export const settingsSpec = {
  ...dutySettings,
  ...oidcSettings,
};
