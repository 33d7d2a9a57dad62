import { asSuperuser } from '../postgres/cluster-client.js';
import { inventory } from '../system/running-system.js';
import type { Forgery } from './forge.js';

/**
 * Of each service: the first heartbeats it sent, and the first things that it said besides. An order that comes again is answered again, in the
 * words that its target remembers, since nobody may have heard the answer: that it changes nothing there the specs of its connector show.
 */
const sent = `
  (SELECT o.topic, o.key, o.headers, s.type, s.jws FROM outbox o JOIN statement s ON s.hash = o.statement
    WHERE s.type LIKE '%.alive.v1' ORDER BY o.position LIMIT 3)
  UNION ALL
  (SELECT o.topic, o.key, o.headers, s.type, s.jws FROM outbox o JOIN statement s ON s.hash = o.statement
    WHERE s.type NOT LIKE '%.alive.v1' AND s.type <> 'provisioning.ordered.v1' ORDER BY o.position LIMIT 10)`;

interface Sent {
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly type: string;
  readonly jws: Buffer;
}

/** What was said already, word for word, once more: it is known, and has no second effect. */
export async function replays(): Promise<Forgery[]> {
  const forgeries: Forgery[] = [];
  for (const { name: database } of inventory.databases) {
    const { rows } = await asSuperuser('platform', database, (client) => client.query<Sent>(sent));
    for (const { type, jws: value, ...record } of rows)
      forgeries.push({ ...record, value, name: `${type} on ${record.topic} once more`, code: 'none' });
  }
  return [...forgeries, ...(await law())];
}

/** Bundle and key registry as they are in force. */
async function law(): Promise<Forgery[]> {
  const { rows } = await asSuperuser('platform', inventory.databases[0]?.name ?? '', (client) =>
    client.query<{ type: string; bytes: Buffer }>('SELECT type, bytes FROM governance_document'),
  );
  return rows.map(({ type, bytes: value }) => ({
    ...{ name: `${type} once more`, topic: 'governance', key: type, value, code: 'none' },
    headers: { ce_specversion: '1.0', ce_type: type, 'content-type': 'application/jose+json' },
  }));
}
