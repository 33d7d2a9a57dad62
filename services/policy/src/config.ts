/** Every setting of this service; the only place that names its environment variables. */
export { dutySettings as settingsSpec } from '@countersign/service-kit/config';
