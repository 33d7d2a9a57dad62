import type { Statement } from '@countersign/statement';
import type { RawRecord } from './record.js';

/** A record whose origin and form have been checked: what a handler may believe. */
export interface Message {
  /** Names the handler: a statement's type, a CloudEvents type, or a kind of governance document. */
  readonly type: string;
  /** Identifies it for ever; the same id has one effect. Null: its effect may be repeated, so nothing is kept (heartbeats, governance). */
  readonly id: string | null;
  /** Two messages of one id are the same only when their digests are. */
  readonly digest: string;
  readonly payload: unknown;
  /** The statement that the payload is, if it is one. */
  readonly statement: Statement | null;
  /** It came so long after its key's end that its date proves nothing: it counts only when something else vouches for it. */
  readonly late?: boolean;
}

/** Heartbeats may be heard twice, and there are many of them: nothing is kept of one but what it tells. */
export const isHeartbeat = (type: string): boolean => type.endsWith('.alive.v1');

/** Turns a record of one topic into a message. Throws a coded error that says what is wrong with it. */
export type Decode = (record: RawRecord) => Promise<Message>;

/** A message is under 256 KiB (DESIGN §3). */
export const maxMessageBytes = 262_144;
