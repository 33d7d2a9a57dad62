import { inRequestSpan } from '@countersign/service-kit/messaging';
import { eachApart } from '@countersign/service-kit/persistence';
import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { lockGraphFor } from '../world/graph-lock.store.js';
import { lockWorldsAhead } from '../world/world.store.js';
import { type KnownRequest, lockRequest, withDrops } from './request.store.js';

/** What a timer does, and for which requests. */
export interface Round {
  readonly name: string;
  readonly ids: readonly string[];
}

/**
 * Does `work` for requests one by one, in the order given, each in a trace of its own and behind a savepoint: one that fails is logged, leaves nothing behind and
 * keeps no other waiting. Returns the ids of those that failed.
 * INVARIANT: everything that the work may lock, graph, requests and roots, is locked beforehand in one order: whoever has signed waits for nobody.
 */
export async function eachRequest(
  deps: PolicyDeps,
  tx: EntityManager,
  { name, ids }: Round,
  work: (request: KnownRequest) => Promise<void>,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { bundle } = deps.trust();
  await lockGraphFor(tx, bundle, ids);
  const locked: KnownRequest[] = [];
  for (const id of await withDrops(tx, ids)) {
    const request = await lockRequest(tx, id);
    if (request && ids.includes(id)) locked.push(request);
  }
  locked.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  const askings = locked.map(({ submitted }) => submitted);
  await lockWorldsAhead(tx, { askings, at: deps.clock.now(), bundle });
  const failed: string[] = [];
  await eachApart(
    tx,
    locked,
    (request) => inRequestSpan(tx, request.id, name, () => work(request)),
    (request, error) => {
      deps.log.error(`cannot ${name}`, { request: request.id, error });
      failed.push(request.id);
    },
  );
  return failed;
}
