import type { BrokerClient } from './broker-client.js';

interface Fetched {
  readonly responses: readonly {
    readonly partitions: readonly { readonly messages: readonly { readonly value: Buffer | null }[] }[];
  }[];
}

/** What an envelope says, unverified. */
const envelopeOf = (jws: string) =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as { readonly iss: string };

/** Statements at the beginning of each partition of a topic, read without joining any group. Nothing is verified. */
export async function firstStatements(
  client: BrokerClient,
  topic: string,
): Promise<{ readonly iss: string }[]> {
  const partitions = [0, 1, 2].map((partition) => ({ partition, fetchOffset: '0', maxBytes: 65_536 }));
  const { responses } = (await client.fetch({
    topics: [{ topic, partitions }],
    maxWaitTime: 100,
  })) as Fetched;
  return responses
    .flatMap((response) => response.partitions)
    .flatMap(({ messages }) => messages)
    .flatMap(({ value }) => (value === null ? [] : [envelopeOf(value.toString())]));
}
