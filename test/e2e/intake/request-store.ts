import { asSuperuser } from '../postgres/cluster-client.js';

const query = async <R extends object>(sql: string, values: unknown[]): Promise<R[]> =>
  asSuperuser('platform', 'request', async (client) => (await client.query<R>(sql, values)).rows);

interface Kept {
  readonly id: string;
  readonly requester: string;
  readonly beneficiary: string;
  readonly source: string;
}

/** Requests that the service has signed, of one beneficiary. */
export const requestsFor = (beneficiary: string): Promise<Kept[]> =>
  query('SELECT id, requester, beneficiary, source FROM request WHERE beneficiary = $1', [beneficiary]);

/**
 * As what an event was taken in, whoever's it claims to be: `<source>:<id>`, with ` unsigned` behind it when no signature of the source was
 * verified. Nothing when it never had an effect.
 */
export const takenIn = async (event: string): Promise<string[]> =>
  (
    await query<{ id: string }>(
      `SELECT id FROM inbox WHERE right(split_part(id, ' ', 1), length($1) + 1) = ':' || $1`,
      [event],
    )
  ).map(({ id }) => id);

/** Whether the fact of an event gives power; undefined when there is no such fact. */
export const powerOf = async (source: string, event: string): Promise<boolean | undefined> =>
  (
    await query<{ power: boolean }>('SELECT power FROM fact WHERE source = $1 AND event = $2', [
      source,
      event,
    ])
  )[0]?.power;

/** Codes under which records of an event lie in quarantine. */
export const quarantinedFor = async (event: string): Promise<string[]> =>
  (
    await query<{ code: string }>(
      `SELECT code FROM quarantine, jsonb_array_elements(headers) header
        WHERE convert_from(decode(header->>0, 'base64'), 'UTF8') = 'ce_id'
          AND convert_from(decode(header->>1, 'base64'), 'UTF8') = $1`,
      [event],
    )
  ).map(({ code }) => code);
