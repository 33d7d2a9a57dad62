import type { DataSource, QueryRunner } from 'typeorm';
import { isUrgent } from '../messaging/topics.js';

/** Where a transaction notes what it wrote to the outbox, so that the relay of this process looks as soon as it committed. */
const mark = 'countersign.outbox';

/** Called by whoever writes to the outbox, with the topic of it. */
export function markOutboxWritten(runner: QueryRunner, topic: string): void {
  const written = (runner.data[mark] ??= new Set()) as Set<boolean>;
  written.add(isUrgent(topic));
}

/** Whether this transaction wrote to the outbox, and so holds the head of a chain until it ends. */
export const wroteToOutbox = (runner: QueryRunner | undefined): boolean => runner?.data[mark] !== undefined;

/** Calls `wake` after every commit that wrote to the outbox: for removals, for others, or once for each. Returns what ends that. `wake` must not throw. */
export function onOutboxCommit(ds: DataSource, wake: (urgent: boolean) => void): () => void {
  const subscriber = {
    afterTransactionCommit: ({ queryRunner }: { queryRunner: QueryRunner }) => {
      const written = queryRunner.data[mark] as Set<boolean> | undefined;
      if (queryRunner.isTransactionActive || !written) return;
      delete queryRunner.data[mark];
      for (const urgent of written) wake(urgent);
    },
  };
  ds.subscribers.push(subscriber);
  return () => void ds.subscribers.splice(ds.subscribers.indexOf(subscriber), 1);
}
