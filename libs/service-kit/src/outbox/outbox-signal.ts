import type { DataSource, QueryRunner } from 'typeorm';

/** Where a transaction notes that it wrote to the outbox, so that the relay of this process looks as soon as it committed. */
const mark = 'countersign.outbox';

/** Called by whoever writes to the outbox. */
export function markOutboxWritten(runner: QueryRunner): void {
  runner.data[mark] = true;
}

/** Whether this transaction wrote to the outbox, and so holds the head of a chain until it ends. */
export const wroteToOutbox = (runner: QueryRunner | undefined): boolean => runner?.data[mark] === true;

/** Calls `wake` after every commit that wrote to the outbox. Returns what ends that. `wake` must not throw. */
export function onOutboxCommit(ds: DataSource, wake: () => void): () => void {
  const subscriber = {
    afterTransactionCommit: ({ queryRunner }: { queryRunner: QueryRunner }) => {
      if (queryRunner.isTransactionActive || !queryRunner.data[mark]) return;
      delete queryRunner.data[mark];
      wake();
    },
  };
  ds.subscribers.push(subscriber);
  return () => void ds.subscribers.splice(ds.subscribers.indexOf(subscriber), 1);
}
