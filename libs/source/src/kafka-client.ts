import { createRequire } from 'node:module';
import kafkajs, { type Kafka } from 'kafkajs';
import { BrokerUnavailable, CredentialsRefused, PublishingForbidden } from './source.errors.js';

export interface KafkaLogin {
  /** `host:port` of brokers to ask first. */
  readonly brokers: readonly string[];
  /** SCRAM user = principal. */
  readonly username: string;
  readonly password: string;
  /** TLS to the brokers. Default: none, for brokers on this machine. */
  readonly ssl?: boolean;
  /** Attempts before giving up; waits 100 ms, then longer, at most 2 s between them. Default 5. */
  readonly retries?: number;
}

/** A Kafka client over SASL/SCRAM-SHA-512 that logs nothing and is quiet when idle; errors are for {@link brokerError}. */
export function createKafka({ brokers, username, password, ssl = false, retries = 5 }: KafkaLogin): Kafka {
  calmRequestQueue();
  return new kafkajs.Kafka({
    clientId: username,
    brokers: [...brokers],
    ssl,
    sasl: { mechanism: 'scram-sha-512', username, password },
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries },
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

interface KafkaFailure {
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly cause?: unknown;
}

/** What a failure of kafkajs means to whoever sends: wrong credentials, no right, or a broker that is away. `what`: begins the sentence. */
export function brokerError(
  what: string,
  cause: unknown,
): BrokerUnavailable | CredentialsRefused | PublishingForbidden {
  const failure = rootOf(cause);
  const text = failure.message ?? '';
  if (failure.name === 'KafkaJSSASLAuthenticationError')
    return new CredentialsRefused(`${what}: the broker refuses this name or password`, { cause });
  if (failure.type === 'TOPIC_AUTHORIZATION_FAILED' || /not authorized/i.test(text))
    return new PublishingForbidden(`${what}: the broker does not allow it to this principal`, { cause });
  return new BrokerUnavailable(`${what}: ${text || 'no answer from any broker'}`, { cause });
}

/** kafkajs wraps what happened into "number of retries exceeded". */
function rootOf(error: unknown): KafkaFailure {
  let failure = error as KafkaFailure;
  for (let depth = 0; depth < 5 && failure.cause; depth++) failure = failure.cause;
  return failure;
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 schedules the next look at its request queue with a negative delay when nothing is throttled, which Node rounds to
 * 1 ms: some 900 wake-ups a second for every idle connection (tulios/kafkajs #1704, #1751). With nothing pending there is nothing to
 * look for. The same mend as in service-kit, which a source does not have.
 */
function calmRequestQueue(): void {
  const queue = createRequire(__filename)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const wait = Math.max(this.throttledUntil - Date.now(), 10);
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, wait);
  };
}
