import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { custodiansOf, eventually, governs, readSecret } from '@countersign/demo/stage';
import kafkajs from 'kafkajs';
import type { Scene } from './scene.js';

const duties = join(__dirname, '../../../deploy/duties.yaml');
const registryType = 'governance.keys.v1';
/** Every service believes keys by the registry that its own database holds. */
const readers = [
  ...['request', 'policy', 'approval', 'provisioning'],
  ...['connector-erp', 'connector-bank', 'observer-erp', 'observer-bank'],
];

/** A key that custodians registered for a principal beside the one it signs with. */
export interface SpareKey {
  readonly signer: string;
  readonly kid: string;
  readonly jwk: object;
}

/** The number of the key registry that a service believes. */
export async function registryOf(scene: Scene, service: string): Promise<number> {
  const [row] = await scene.lookInto<{ number: number }>(
    service.replace('-', '_'),
    `SELECT max(number)::int AS number FROM governance_document WHERE type = '${registryType}'`,
  );
  return row?.number ?? 0;
}

/** From whom nothing is withheld here: it has everything that the custodians signed. */
const informed = 'observer-bank';

/** The newest document of a kind as the custodians signed it. */
async function newest(scene: Scene, type: string): Promise<Buffer> {
  const [row] = await scene.lookInto<{ bytes: Buffer }>(
    informed.replace('-', '_'),
    'SELECT bytes FROM governance_document WHERE type = $1 ORDER BY number DESC LIMIT 1',
    [type],
  );
  return row?.bytes ?? Buffer.alloc(0);
}

async function inFolder<T>(part: (at: (name: string) => string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
  try {
    return await part((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const untilKnown = async (scene: Scene, number: number, services: readonly string[]): Promise<void> => {
  for (const service of services)
    await eventually(
      `${service} to know registry ${number}`,
      async () => (await registryOf(scene, service)) >= number,
    );
};

/** The custodians sign the next registry, and the governance command publishes it; gives its number. */
function publishes(
  scene: Scene,
  keys: Readonly<Record<string, object>>,
  ...revoke: readonly string[]
): Promise<number> {
  return inFolder(async (at) => {
    const before = await registryOf(scene, informed);
    writeFileSync(at('previous.json'), await newest(scene, registryType));
    writeFileSync(at('keys.json'), JSON.stringify(keys));
    const { keys: custodians, anchor } = custodiansOf(scene.about);
    await governs(
      scene.about,
      ...['registry', '--keys', at('keys.json'), '--duties', duties, '--previous', at('previous.json')],
      ...['--out', at('next.signed.json'), ...revoke.flatMap((kid) => ['--revoke', kid])],
    );
    for (const custodian of custodians)
      await governs(
        scene.about,
        ...['sign', at('next.signed.json'), '--custodian', custodian, '--custodians', anchor],
      );
    await governs(scene.about, 'publish', at('next.signed.json'));
    return before + 1;
  });
}

/** The custodians register a further key for a principal, which goes on signing with the one it has. Waits until every service knows it. */
export async function registersSpare(scene: Scene, signer: string): Promise<SpareKey> {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const kid = `${signer}-spare-${randomBytes(4).toString('hex')}`;
  const half = { kty: 'OKP', crv: 'Ed25519', x, kid };
  await untilKnown(scene, await publishes(scene, { [signer]: half }), readers);
  return { signer, kid, jwk: { ...half, d } };
}

/** The broker's operator takes everything away that lies on `governance` so far. */
async function wipes({ about }: Scene): Promise<void> {
  const kafka = new kafkajs.Kafka({
    ...{ brokers: [...about.brokers], clientId: 'attacks', logLevel: kafkajs.logLevel.NOTHING },
    sasl: {
      mechanism: 'scram-sha-512',
      username: 'admin',
      password: readSecret(about.secrets.kafka['admin']),
    },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const partitions = await admin.fetchTopicOffsets('governance');
    await admin.deleteTopicRecords({
      topic: 'governance',
      partitions: partitions.map(({ partition, high }) => ({ partition, offset: high })),
    });
  } finally {
    await admin.disconnect();
  }
}

/** What the custodians signed last is published once more, the law and the keys: who has it already changes nothing. */
const publishesAgain = (scene: Scene): Promise<void> =>
  inFolder(async (at) => {
    writeFileSync(at('keys.json'), await newest(scene, registryType));
    writeFileSync(at('law.json'), await newest(scene, 'governance.bundle.v1'));
    await governs(scene.about, 'publish', at('keys.json'), at('law.json'));
  });

/**
 * A registry without this key is published, and one service does not get it: it is down at that time, and the broker's operator has taken the
 * record away before it is back. `part` is told the registry's number, and whether that is so: everybody else knows it, and that service does not.
 * Afterwards it is published again; waits until that service knows it.
 */
export async function withheldFrom<T>(
  scene: Scene,
  service: string,
  { kid }: SpareKey,
  part: (registry: number, isWithheld: () => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const others = readers.filter((one) => one !== service);
  await scene.system.kill(service);
  let registry = 0;
  try {
    registry = await publishes(scene, {}, kid);
    await untilKnown(scene, registry, others);
    await wipes(scene);
  } finally {
    await scene.system.start(service);
  }
  try {
    return await part(registry, async () => (await registryOf(scene, service)) < registry);
  } finally {
    await publishesAgain(scene);
    await untilKnown(scene, registry, [service]);
  }
}
