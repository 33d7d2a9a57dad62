import { UnknownType } from '@countersign/contracts';
import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { GovernanceStore } from '../governance/governance-store.js';
import type { GovernanceRecord } from './governance.decoder.js';
import type { Message } from './message.js';
import { recordDuration } from './messaging.metrics.js';
import type { RawRecord, RecordContext } from './record.js';
import { inRecordSpan } from './record-span.js';
import { governanceTopic } from './topics.js';

/** Handlers of one type, in the order in which Nest registered them. */
function* chainOf(first: MessageHandler | null): Generator<MessageHandler> {
  for (let handler = first; handler; handler = (handler.next as MessageHandler | undefined) ?? null)
    yield handler;
}

/** Pattern for a method that is given what was handled before, when it comes again; no type has such a name. */
export const whenAgain = (type: string): string => `again ${type}`;

/** Gives messages to the methods that Nest found under `@EventPattern`. */
export class Dispatcher {
  constructor(
    private readonly handlerOf: (type: string) => MessageHandler | null,
    private readonly governance: GovernanceStore,
  ) {}

  /**
   * Runs every handler of a message, one after the other, in the record's span. A statement that this service has no handler for
   * is kept and seen, no more; an event of a source that nobody handles is an error. Throws what a handler throws.
   */
  async dispatch(message: Message, context: RecordContext, record: RawRecord): Promise<void> {
    const payload = await this.payloadFor(message, context, record);
    if (payload === undefined) return;
    const handlers = [...chainOf(this.handlerOf(message.type))];
    if (handlers.length > 0) await this.run(handlers, message, payload, context, record);
    else if (!message.statement && record.topic !== governanceTopic)
      throw new UnknownType(`event type \`${message.type}\` is unknown`, { details: { type: message.type } });
  }

  /** Runs the handlers of a message that was handled before and comes again: those under {@link whenAgain}. Throws what a handler throws. */
  async dispatchAgain(message: Message, context: RecordContext, record: RawRecord): Promise<void> {
    const handlers = [...chainOf(this.handlerOf(whenAgain(message.type)))];
    if (handlers.length > 0) await this.run(handlers, message, message.payload, context, record);
  }

  /** The payload; of governance documents the verified document, and nothing when it is not newer than what is known. */
  private async payloadFor(
    { payload }: Message,
    { tx }: RecordContext,
    { topic }: RawRecord,
  ): Promise<unknown> {
    if (topic !== governanceTopic) return payload;
    const { document, bytes } = payload as GovernanceRecord;
    const isNew = document !== null && (await this.governance.accept(tx, document, bytes));
    return isNew ? document : undefined;
  }

  private run(
    handlers: readonly MessageHandler[],
    message: Message,
    payload: unknown,
    context: RecordContext,
    record: RawRecord,
  ): Promise<void> {
    return inRecordSpan(record, message, async () => {
      const begun = performance.now();
      try {
        for (const handler of handlers) {
          const result: unknown = await handler(payload, context);
          if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
        }
      } finally {
        recordDuration(message.type, performance.now() - begun);
      }
    });
  }
}
