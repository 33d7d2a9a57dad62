export { type Log, type LogFields, type LogLevel, type LogOptions, createLog, logLevels } from './log.js';
export { NestLog } from './nest-log.js';
export { redact, redactText } from './redact.js';
export { type SpanExtras, instrumentation, markFailed, withSpan } from './spans.js';
export { currentTraceparent, linkTo, readTraceparent } from './traceparent.js';
export { TraceInterceptor } from './trace.interceptor.js';
export { nameHttpRoute } from './http-route.js';
export { type Observed, observeGauge } from './gauges.js';
export { stopTelemetry } from './telemetry.js';
