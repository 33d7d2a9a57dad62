import { CountersignError } from '@countersign/contracts';
import {
  type ActBy,
  complete,
  listPage,
  numberOperand,
  type OperatorCommand,
} from '@countersign/service-kit/operator';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { DataSource } from 'typeorm';
import { backfill, describeBackfill } from './backfill.store.js';
import type { Finding } from './finding.js';

/** No open finding has this id. */
export class NoSuchFinding extends CountersignError {
  readonly code = 'NO_SUCH_FINDING';
  readonly retriable = false;
}

/** Instants in ms. */
interface KnownFinding extends Omit<Finding, 'dueAt'> {
  readonly id: string;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly dueBy: number | null;
  readonly isOverdue: boolean;
}

const usage = `usage: findings list [AFTER] | closed [AFTER]
       findings close ID   --actor NAME --reason TEXT`;

const columns =
  'id, code, subject, message, opened_at::float8 AS "openedAt", closed_at::float8 AS "closedAt", due_at::float8 AS "dueBy", ' +
  'closed_at IS NULL AND due_at <= extract(epoch FROM clock_timestamp()) * 1000 AS "isOverdue"';
const day = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

const duty = ({ dueBy, isOverdue }: KnownFinding): string =>
  dueBy === null ? '' : `  ${isOverdue ? 'OVERDUE since' : 'due by'} ${day(dueBy)}`;

const line = (finding: KnownFinding): string => {
  const { id, code, subject, message, openedAt, closedAt } = finding;
  const when = `${day(openedAt)}${closedAt === null ? '' : ` to ${day(closedAt)}`}`;
  return `${id}  ${when}  ${code}  ${JSON.stringify(subject)}: ${JSON.stringify(message)}${duty(finding)}`;
};

/** What is open, and whether everybody was looked at yet. */
const open = async (ds: DataSource, after: string): Promise<string[]> => [
  ...(await list(ds, after, 'open')),
  describeBackfill(await backfill(ds)),
];

const list = (ds: DataSource, after: string, which: 'open' | 'closed'): Promise<string[]> =>
  listPage<KnownFinding>(
    (from, limit) =>
      ds.query(
        `SELECT ${columns} FROM finding WHERE (closed_at IS NULL) = $1 AND id > $2 ORDER BY id LIMIT $3`,
        [which === 'open', from, limit],
      ),
    line,
    {
      after,
      nothing: which === 'open' ? 'there is nothing to look at' : 'nothing was closed yet',
      again: `findings ${which === 'open' ? 'list' : 'closed'}`,
    },
  );

/** Closes an open finding by hand; who and why is kept. A state that is still so is found again, a single event is not. Throws `NO_SUCH_FINDING`, `ACT_INCOMPLETE`. */
async function close(ds: DataSource, id: string, by: ActBy): Promise<string[]> {
  const { actor, reason } = complete(by);
  await inTransaction(ds, async (tx) => {
    const [, closed] = await tx.query<[unknown[], number]>(
      `UPDATE finding SET closed_at = extract(epoch FROM clock_timestamp()) * 1000 WHERE id = $1 AND closed_at IS NULL`,
      [id],
    );
    if (closed !== 1) throw new NoSuchFinding(`no finding \`${id}\` is open`);
    await tx.query(
      `UPDATE root SET scan = true WHERE id = (SELECT split_part(subject, ' ', 1) FROM finding WHERE id = $1)`,
      [id],
    );
    await tx.query(`INSERT INTO finding_act (finding, act, actor, reason) VALUES ($1, 'close', $2, $3)`, [
      id,
      actor,
      reason,
    ]);
  });
  return [`${id} is closed; what is still so is found again`];
}

const page = new RegExp(`^(${numberOperand})?$`);

/** What policy has found and somebody must look at, and how a person closes it. */
export const findings: OperatorCommand = {
  name: 'findings',
  usage,
  verbs: {
    list: [page, (ds, [after = '0']) => open(ds, after)],
    closed: [page, (ds, [after = '0']) => list(ds, after, 'closed')],
    close: [new RegExp(`^${numberOperand}$`), (ds, [id = ''], by) => close(ds, id, by)],
  },
};
