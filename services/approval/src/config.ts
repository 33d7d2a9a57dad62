import { dutySettings, oidcSettings } from '@countersign/service-kit/config';

/** Every setting of this service: what every duty is set by and how people log in, as service-kit names it, and nothing of its own. */
export const settingsSpec = {
  ...dutySettings,
  ...oidcSettings,
};
