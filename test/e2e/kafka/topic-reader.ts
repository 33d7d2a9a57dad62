import type { BrokerClient } from './broker-client.js';

/** A record as it lies on its topic. */
export interface Fetched {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

interface Answer {
  readonly responses: readonly {
    readonly partitions: readonly { readonly messages: readonly Fetched[] }[];
  }[];
}

/** Records at the beginning of each partition of a topic, read without joining any group. */
export async function firstRecords(
  client: BrokerClient,
  topic: string,
  partitions: number,
): Promise<Fetched[]> {
  const from = Array.from({ length: partitions }, (_, partition) => ({
    ...{ partition, fetchOffset: '0', maxBytes: 32_768 },
  }));
  const { responses } = (await client.fetch({
    topics: [{ topic, partitions: from }],
    maxWaitTime: 100,
  })) as Answer;
  return responses.flatMap((response) => response.partitions.flatMap(({ messages }) => messages.slice(0, 5)));
}

/** Who says to have signed a statement; nothing is verified. */
export const claimedSigner = ({ value }: Fetched): string => {
  const payload = Buffer.from(value?.toString().split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { readonly iss: string }).iss;
};
