import type { EntityManager } from 'typeorm';

/** Which of the two guards stand while halves are raced, and how their transactions are isolated. */
export interface Guards {
  /** Roots are locked before anything is judged. */
  readonly lock: boolean;
  /** Halves of a critical rule take slots under the exclusion constraint. */
  readonly slot: boolean;
  readonly isolation: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
}

const locksRoot = /FROM root WHERE id = \$1 FOR UPDATE$/;
const takesSlot = /INSERT INTO slot /;

/**
 * The manager of a transaction in which guards are taken away: everything else of the product stays as it is. Done at the
 * edge to the database, so that the code that is raced is the code that runs.
 */
export function withGuards(tx: EntityManager, { lock, slot }: Guards): EntityManager {
  const query = (sql: string, parameters?: unknown[]): Promise<unknown> => {
    if (!slot && takesSlot.test(sql)) return Promise.resolve([]);
    return tx.query(lock || !locksRoot.test(sql) ? sql : sql.replace(/ FOR UPDATE$/, ''), parameters);
  };
  return new Proxy(tx, {
    get: (target, name) => {
      if (name === 'query') return query;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
