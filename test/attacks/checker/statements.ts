import type { Keys } from './law.js';
import { isBy, read, type Signed } from './signed.js';
import type { BrokerRecord } from './topics.js';

/** A statement that verified under the registry's key for its type, and everything that claimed to be one and did not. */
export interface Statement {
  readonly type: string;
  readonly iss: string;
  readonly iat: number;
  readonly hash: string;
  readonly topic: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each type has its own
  readonly body: any;
}
export interface Statements {
  readonly all: readonly Statement[];
  readonly unbelieved: number;
  /** By type. */
  readonly of: (type: string) => readonly Statement[];
  readonly byHash: (hash: string | null) => Statement | undefined;
}

/** The key that signed, if it may sign this at this time as this signer. */
export function keyFor({ keys }: Keys, signed: Signed, signer: string, at: number): string | undefined {
  const key = keys.find(({ kid }) => kid === signed.kid);
  const isHers =
    key?.signer === signer &&
    key.types.includes(signed.typ) &&
    at >= key.from &&
    (key.until === null || at < key.until);
  return isHers ? key.x : undefined;
}

/** The statement that a record holds, or null when it is none that a service of this deployment signed. */
function believed({ topic, value }: BrokerRecord, registry: Keys, deployment: string): Statement | null {
  const signed = read(value.toString('utf8'));
  if (!signed) return null;
  const { iss, iat, dep, body } = signed.payload as Statement & { readonly dep: string };
  const x = keyFor(registry, signed, iss, iat);
  if (x === undefined || dep !== deployment || !isBy(x, signed)) return null;
  return { type: signed.typ, iss, iat, hash: signed.hash, topic, body };
}

/** Reads and verifies every statement of every service, each once, however often it lies in a topic. */
export function statementsIn(
  records: readonly BrokerRecord[],
  registry: Keys,
  deployment: string,
): Statements {
  const stated = records.filter(({ topic }) => topic !== 'governance' && !topic.startsWith('upstream.'));
  const read = stated.map((record) => believed(record, registry, deployment));
  const all = read.filter((one) => one !== null);
  return gathered(all, read.length - all.length);
}

/** Statements, each once, by type and by hash. */
export function gathered(said: readonly Statement[], unbelieved = 0): Statements {
  const byHash = new Map(said.map((one) => [one.hash, one]));
  const byType = new Map<string, Statement[]>();
  for (const one of byHash.values()) {
    const same = byType.get(one.type);
    if (same) same.push(one);
    else byType.set(one.type, [one]);
  }
  return {
    ...{ all: [...byHash.values()], unbelieved },
    of: (type) => byType.get(type) ?? [],
    byHash: (hash) => byHash.get(hash ?? ''),
  };
}
