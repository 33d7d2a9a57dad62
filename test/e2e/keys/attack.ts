import { CompressionTypes, type Message, type Producer } from 'kafkajs';
import { asSuperuser } from '../postgres/cluster-client.js';
import { eventually } from '../system/eventually.js';
import type { Cell } from '../system/matrix.js';
import { inventory } from '../system/running-system.js';
import type { Forgery } from './forge.js';

/** A forgery and where it lies. */
export interface Written {
  readonly forgery: Forgery;
  readonly partition: number;
  readonly offset: bigint;
}

/** The services that read a topic, by their databases. */
export const readersOf = (topic: string): { readonly name: string; readonly database: string }[] =>
  inventory.processes.flatMap(({ name, database, consumes }) =>
    database !== null && consumes.includes(topic) ? [{ name, database }] : [],
  );

/** Records of one request; the broker takes a megabyte a batch. */
const chunkSize = 100;

/** Writes forgeries to their topics, spread over the partitions, and says where each lies. */
export async function writeAll(producer: Producer, forgeries: readonly Forgery[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const { name: topic, partitions } of inventory.topics) {
    const ofTopic = forgeries.filter((forgery) => forgery.topic === topic);
    for (let at = 0; at < ofTopic.length; at += chunkSize)
      written.push(...(await writeChunk(producer, topic, partitions, ofTopic.slice(at, at + chunkSize))));
  }
  return written;
}

async function writeChunk(
  producer: Producer,
  topic: string,
  partitions: number,
  forgeries: readonly Forgery[],
): Promise<Written[]> {
  const messages = forgeries.map(({ key, value, headers }, at): Message => ({
    key,
    value,
    headers,
    partition: at % partitions,
  }));
  const sent = await producer.send({ topic, messages, compression: CompressionTypes.None });
  const base = new Map(sent.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? 0)]));
  return forgeries.map((forgery, at) => ({
    forgery,
    partition: at % partitions,
    offset: (base.get(at % partitions) ?? 0n) + BigInt(Math.floor(at / partitions)),
  }));
}

/** Waits until every reader has gone past everything that was written. */
export async function untilRead(written: readonly Written[]): Promise<void> {
  for (const { name, database } of inventory.databases.map((each) => ({
    name: each.process,
    database: each.name,
  }))) {
    const ends = new Map<string, bigint>();
    for (const { forgery, partition, offset } of written) {
      if (!readersOf(forgery.topic).some((reader) => reader.database === database)) continue;
      const place = `${forgery.topic}/${partition}`;
      if (offset >= (ends.get(place) ?? 0n)) ends.set(place, offset + 1n);
    }
    await asSuperuser('platform', database, (client) =>
      eventually(
        `${name} to have read everything`,
        async () => {
          const { rows } = await client.query<{ place: string; next: string }>(
            `SELECT topic || '/' || partition AS place, next_offset AS next FROM consumer_offset`,
          );
          const next = new Map(rows.map((row) => [row.place, BigInt(row.next)]));
          return [...ends].every(([place, end]) => (next.get(place) ?? 0n) >= end);
        },
        120_000,
      ),
    );
  }
}

/** What became of each forgery at each of its readers, by what lies in their quarantines. */
export async function whatBecame(written: readonly Written[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const { name: database, process } of inventory.databases) {
    const { rows } = await asSuperuser('platform', database, (client) =>
      client.query<{ place: string; code: string }>(
        `SELECT topic || '/' || partition || '/' || record_offset AS place, code FROM quarantine`,
      ),
    );
    const codes = new Map(rows.map(({ place, code }) => [place, code]));
    for (const { forgery, partition, offset } of written)
      if (readersOf(forgery.topic).some((reader) => reader.database === database))
        cells.push({
          ...{ who: process, what: forgery.name, expected: forgery.code },
          seen: codes.get(`${forgery.topic}/${partition}/${offset}`) ?? 'none',
        });
  }
  return cells;
}
