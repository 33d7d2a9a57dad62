import { sha256 } from '@countersign/statement';
import type { Producer } from 'kafkajs';
import { ADMIN } from '../../deploy/embedded/duties.mjs';
import { kafkaClient } from '../../deploy/embedded/kafka-resources.mjs';
import { readersOf, untilRead, whatBecame, writeAll, type Written } from './keys/attack.js';
import type { Forgery } from './keys/forge.js';
import { lawless } from './keys/governance-forgeries.js';
import { publishRegistry } from './keys/registry.js';
import { replays } from './keys/replays.js';
import { keyByType, legitimate, misplaced, twisted, unknownTypes } from './keys/statement-forgeries.js';
import { believed, contents, contentsAtRest, distrusted, issued } from './keys/traces-left.js';
import { boundOtherwise, factByKey, malformedEvents } from './keys/upstream-forgeries.js';
import { eventually } from './system/eventually.js';
import { archive, type Cell, wrong } from './system/matrix.js';
import { about, inventory, secret } from './system/running-system.js';

const waves: Readonly<Record<string, () => readonly Forgery[] | Promise<readonly Forgery[]>>> = {
  'a statement by a key that may not sign its type (F02, F04)': keyByType,
  'a statement on a topic where it does not belong (F10)': misplaced,
  'a statement with one thing wrong (F01, F03, F10, J01, J02)': twisted,
  'a statement of a type that nobody knows': unknownTypes,
  'a fact by a key that may not state it': factByKey,
  "a fact whose source's signature is over something else": boundOtherwise,
  'what is no event of its source (F01, V01, V04, V05)': malformedEvents,
  'law and keys that not enough custodians signed': lawless,
  'what was said already (F07)': replays,
};

let producer: Producer;
const written = new Map<string, readonly Written[]>();
const cells: Cell[] = [];
let before: Awaited<ReturnType<typeof contents>>;
let issuedBefore: Awaited<ReturnType<typeof issued>>;
/** The stories' hostile services have chains of their own by now, rightly distrusted. */
let distrustedBefore: readonly string[] = [];

beforeAll(async () => {
  const admin = { brokers: about().brokers, password: secret(about().secrets.kafka[ADMIN]) };
  producer = kafkaClient(admin).producer();
  await producer.connect();
  [before, issuedBefore] = [await contentsAtRest(), await issued()];
  distrustedBefore = await distrusted();
  for (const [wave, forge] of Object.entries(waves))
    written.set(wave, await writeAll(producer, await forge()));
  await untilRead([...written.values()].flat());
}, 420_000);

afterAll(() => producer.disconnect());

describe('written to the real topics by the broker itself, every reader knows what to make of', () => {
  it.each(Object.keys(waves))('%s', async (wave) => {
    const ofWave = await whatBecame(written.get(wave) ?? []);
    cells.push(...ofWave);
    expect(ofWave).not.toEqual([]);
    expect(wrong(ofWave)).toEqual([]);
  });

  it('every key × every type was either tried or is one that the running system believes', async () => {
    archive('keys', cells);
    const types = new Set(legitimate.map(({ type }) => type));
    const tried = (written.get('a statement by a key that may not sign its type (F02, F04)') ?? []).map(
      ({ forgery }) => forgery.name,
    );
    const pairs = inventory.keys.flatMap(({ principal }) => [...types].map((type) => ({ principal, type })));
    const missing = pairs.filter(
      ({ principal, type }) =>
        !legitimate.some((pair) => pair.principal === principal && pair.type === type) &&
        !tried.some((name) => name.startsWith(`${type} on `) && name.includes(`the key of ${principal} `)),
    );
    expect(missing).toEqual([]);
    expect(pairs).toHaveLength(inventory.keys.length * 23);
  });
});

describe('and it leaves nothing behind:', () => {
  const forged = () =>
    [...written.values()]
      .flat()
      .flatMap(({ forgery: { value, code } }) => (value === null || code === 'none' ? [] : [sha256(value)]));

  it('no table at rest, and no right on a target, has changed', async () => {
    expect(await contents()).toEqual(before);
  });

  it('no service has said anything because of it', async () => {
    expect(await issued()).toEqual(issuedBefore);
  });

  it('no reader holds one of them to be known', async () => {
    expect(await believed(forged())).toEqual([]);
  });

  it('no chain is distrusted because of what others wrote in its name', async () => {
    expect(await distrusted()).toEqual(distrustedBefore);
  });

  it('and every service goes on', async () => {
    const states = await Promise.all(
      inventory.databases.map(({ process }) =>
        fetch(`${about().addresses[process]}/health/ready`).then(({ status }) => ({ process, status })),
      ),
    );
    expect(states.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

// last, because it changes the law for a while
describe('a type that the custodians let somebody sign by mistake', () => {
  const [signer, type, topic] = ['approval', 'policy.cleared.v1', 'policy'];
  const tryAgain = async () => {
    const forged = keyByType().filter(({ name }) =>
      name.startsWith(`${type} on ${topic} signed by the key of`),
    );
    const tried = await writeAll(producer, forged);
    await untilRead(tried);
    return wrong(await whatBecame(tried));
  };

  it('is found: that pair of key and type comes out wrong at every reader, and no other does', async () => {
    const slipped = await publishRegistry((keys) =>
      keys.map((key) => (key.signer === signer ? { ...key, types: [...key.types, type as never] } : key)),
    );
    const what = `${type} on ${topic} signed by the key of ${signer} as ${signer}`;
    const expected = readersOf(topic).map(({ name: who }) => ({
      ...{ who, what, expected: 'KEY_NOT_ALLOWED', seen: 'WRONG_WRITER' },
    }));
    try {
      const found = await eventually('every reader to believe it', async () => {
        const now = await tryAgain();
        return now.length >= expected.length && now;
      });
      expect(new Set(found)).toEqual(new Set(expected));
    } finally {
      await slipped.undo();
    }
    await eventually('every reader to believe it no more', async () => (await tryAgain()).length === 0);
  }, 240_000);
});
