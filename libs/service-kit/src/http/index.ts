export { type HttpApp, type HttpAppOptions, type HttpLimits, createHttpApp } from './http-app.js';
export { type BodyLimits } from './strict-body.js';
export { type ServerLimits } from './strict-server.js';
export { type RateLimits } from './rate-limit.js';
export { type HttpRequest, type HttpResponse } from './http-message.js';
export { type Route, listRoutes } from './routes.js';
export { type Access, Public, RequireScope } from './access.js';
export { type Actor, type Caller, CurrentCaller, callerOf } from './caller.js';
export { type TokenVerifier, type TokenVerifierOptions, createTokenVerifier } from './token-verifier.js';
export { type ProviderOptions } from './provider-keys.js';
export { checked } from './checked.js';
export { IdempotencyKey, parseIdempotencyKey } from './idempotency-key.js';
export { type RunningService, type Start, exitCodes, runService } from './run-service.js';
export { Readiness, type ReadinessCheck } from './readiness.js';
export { type Problem, type ProblemPlace, type ProblemStatuses, problemOf } from './problem.js';
export {
  type SignedWebhook,
  type WebhookSignature,
  signWebhook,
  verifyWebhook,
  webhookHeader,
} from './webhook.js';
export {
  IdentityProviderUnavailable,
  ScopeMissing,
  type TokenFlaw,
  TokenMissing,
  TokenRefused,
  UnguardedRoute,
} from './access.errors.js';
export {
  BadIdempotencyKey,
  BadRequest,
  BodyTimeout,
  BodyTooLarge,
  EncodedBody,
  MalformedUrl,
  MethodNotAllowed,
  NotFound,
  NotReady,
  RateLimited,
  RefusedHeaders,
  UnexpectedBody,
  UnsupportedMediaType,
} from './http.errors.js';
export {
  WeakWebhookSecret,
  WebhookSignatureMalformed,
  WebhookSignatureWrong,
  WebhookStale,
  WebhookUnsigned,
} from './webhook.errors.js';
