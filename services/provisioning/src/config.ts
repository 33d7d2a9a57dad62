/** Every setting of this service: what every duty is set by, as service-kit names it, and nothing of its own. */
export { dutySettings as settingsSpec } from '@countersign/service-kit/config';
