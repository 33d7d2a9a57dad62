import type { RecordedEnding } from '@countersign/connector-kit';
import { ended } from '@countersign/contracts/connector/issue';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import type { ConnectorDeps } from '../connector-deps.js';
import { requestOf } from '../evidence/evidence.store.js';
import { lockPlaces } from '../orders/place-lock.js';

/** Endings reported in one run. */
const runSize = 50;

/**
 * Says what ended by itself, once: an ending is issued in this transaction and taken off the target's list by a later run, when this
 * one is known to have committed.
 */
export async function reportEndings(deps: ConnectorDeps, tx: EntityManager): Promise<void> {
  const endings = await deps.driver.unreported(runSize);
  await lockPlaces(
    tx,
    endings.map(({ ended: place }) => place),
  );
  for (const ending of endings) {
    if (await isNew(tx, ending.id)) await issueTraced(deps, tx, ending);
    else await deps.driver.reported(ending.id);
  }
}

async function isNew(tx: EntityManager, id: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    'INSERT INTO ending_issued (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id',
    [id],
  );
  return rows.length > 0;
}

async function issueTraced(deps: ConnectorDeps, tx: EntityManager, ending: RecordedEnding): Promise<void> {
  const request = await requestOf(tx, ending.ended.ended);
  const work = () => issue(deps, tx, ending);
  await (request === null ? work() : inRequestSpan(tx, request, 'report ending', work));
}

/** With the state as it is by now: a statement must not be newer than another and say less. */
async function issue(
  { driver, issuer, topic }: ConnectorDeps,
  tx: EntityManager,
  ending: RecordedEnding,
): Promise<void> {
  const { account, permission } = ending.ended;
  const { memory } = await driver.transact({ account, permission }, (place) => place.read([]));
  const draft = ended({ ...ending.ended, state: memory?.state ?? ending.ended.state });
  await issuer.issue(tx, draft, { topic, key: `${account} ${permission}` });
}
