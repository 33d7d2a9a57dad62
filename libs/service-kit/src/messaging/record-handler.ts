import { KeyRetired } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { isLockConflict } from '../persistence/sql-state.js';
import { type Failure, classify } from './failure.js';
import { admitMessage } from './inbox.store.js';
import type { Decode, Message } from './message.js';
import { isVouchedFor } from './received.store.js';
import { type RawRecord, type RecordContext, placeOf } from './record.js';

/** A failure that concerns one record only. */
export type RecordFailure = Extract<Failure, { readonly kind: 'retriable' | 'poison' }>;

/** A record with its message, or with the reason why it has none. */
export type ReadRecord =
  | { readonly record: RawRecord; readonly message: Message }
  | { readonly record: RawRecord; readonly failure: RecordFailure };

/** The record waits for somebody who may be waiting for this transaction. */
export interface Blocked {
  readonly kind: 'blocked';
  readonly error: unknown;
}

export type Handled = 'handled' | 'duplicate' | 'own' | RecordFailure | Blocked;

/** Gives a message to its handlers, one after the other. */
export type Dispatch = (message: Message, context: RecordContext, record: RawRecord) => Promise<void>;

export interface RecordHandlerOptions {
  /** Who this process is: its own statements come back to it, and are compared instead of handled. */
  readonly principal: string;
  readonly decoderOf: (topic: string) => Decode;
  readonly dispatch: Dispatch;
  /** For what was handled before and comes again; default: nothing is done. */
  readonly dispatchAgain?: Dispatch;
}

/** The failure if it concerns the record alone. Whatever concerns the process is thrown on. */
function ofRecord(error: unknown): RecordFailure {
  const failure = classify(error);
  if (failure.kind === 'unavailable' || failure.kind === 'fatal') throw error;
  return failure;
}

/** Reads and handles single records. What fails because of the record is returned; what concerns the process is thrown. */
export class RecordHandler {
  constructor(private readonly options: RecordHandlerOptions) {}

  /** Decodes and verifies, without a transaction. */
  async read(record: RawRecord): Promise<ReadRecord> {
    try {
      return { record, message: await this.options.decoderOf(record.topic)(record) };
    } catch (error) {
      return { record, failure: ofRecord(error) };
    }
  }

  /**
   * A statement under a key that has ended long ago counts only when its signer's newer word, under a key in use, names it as the one before,
   * or when it is known already. Otherwise it is as if it had not been read: not even its chain notes it.
   */
  async vouched(tx: EntityManager, read: ReadRecord): Promise<ReadRecord> {
    if ('failure' in read || !read.message.late) return read;
    const { statement } = read.message;
    if (!statement || (await isVouchedFor(tx, statement))) return read;
    const message = `key \`${statement.kid}\` was out of use when this came, and nothing newer of \`${statement.iss}\` names it`;
    return { record: read.record, failure: ofRecord(new KeyRetired(message)) };
  }

  isOwn({ statement }: Message): boolean {
    return statement?.iss === this.options.principal;
  }

  /** Admits and handles a message behind a savepoint: after a failure the transaction is as if the record had never been there. */
  async handle(tx: EntityManager, record: RawRecord, message: Message): Promise<Handled> {
    if (this.isOwn(message)) return 'own';
    await tx.query('SAVEPOINT record');
    try {
      const fresh = await admitMessage(tx, message, record);
      const dispatch = fresh ? this.options.dispatch : this.options.dispatchAgain;
      await dispatch?.(message, { tx, record: placeOf(record) }, record);
      await tx.query('RELEASE SAVEPOINT record');
      return fresh ? 'handled' : 'duplicate';
    } catch (error) {
      const failure: Handled = isLockConflict(error) ? { kind: 'blocked', error } : ofRecord(error);
      await tx.query('ROLLBACK TO SAVEPOINT record; RELEASE SAVEPOINT record');
      return failure;
    }
  }
}
