import { eventually, readSecret } from '@countersign/demo/stage';
import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { item, personOf, type Scene } from '../stage/scene.js';
import { call } from './call.js';
import { holds, order, ordering, receive, receiving } from './ending.js';

/** Harmless by themselves and beside one another. */
const harmless = ['erp:report:run', 'erp:purchase-order:read', 'erp:invoice:read', 'erp:journal:read'];

/** How far `request` has read what ITSM said. */
const readOfItsm = async (scene: Scene): Promise<number> =>
  (
    await scene.lookInto<{ n: number }>(
      'request',
      `SELECT coalesce(sum(next_offset), 0)::int AS n FROM consumer_offset WHERE topic = 'upstream.itsm'`,
    )
  )[0]?.n ?? 0;

/** ITSM writes a wish to its topic as it likes: what a library would not let through. */
async function writes({ about }: Scene, id: string, wish: object): Promise<void> {
  const kafka = new kafkajs.Kafka({
    ...{ brokers: [...about.brokers], clientId: 'itsm', logLevel: kafkajs.logLevel.NOTHING },
    sasl: { mechanism: 'scram-sha-512', username: 'itsm', password: readSecret(about.secrets.kafka['itsm']) },
  });
  const producer = kafka.producer();
  await producer.connect();
  const headers = {
    ...{ ce_specversion: '1.0', ce_id: id, ce_type: 'access.requested.v1', ce_source: 'itsm' },
    ...{ ce_subject: id, ce_time: new Date().toISOString(), 'content-type': 'application/json' },
  };
  const message = { key: id, value: JSON.stringify(wish), headers };
  await producer.send({ topic: 'upstream.itsm', acks: -1, messages: [message] });
  await producer.disconnect();
}

/** How many requests `request` made of a wish that ITSM wrote, once it has read it; null when it has not. */
async function madeOf(scene: Scene, reason: string, wish: object): Promise<number | null> {
  const before = await readOfItsm(scene);
  await writes(scene, idOf(reason), { requester: personOf(clerk), ...wish, reason });
  const isRead = await eventually('it to be read', async () => (await readOfItsm(scene)) > before).catch(
    () => false,
  );
  await sleep(2_000);
  const made = scene.wire.heard.filter(
    ({ type, body }) => type === 'request.submitted.v1' && body.reason === reason,
  );
  return isRead ? made.length : null;
}

const idOf = (reason: string): string => reason.replaceAll(/[^A-Za-z0-9]/g, '-');

/** A request is for one: whoever names a second, for an item or beside the first, is refused. */
async function inOneRequest(scene: Scene, attempts: Attempts): Promise<void> {
  const [other = 0] = await scene.workforce.hires(1);
  const n = await scene.workforce.hiresWithLogin();
  const forOther = { ...item(receive), beneficiary: personOf(other) };
  const lawful = { beneficiary: personOf(n), items: [item('erp:report:run')] };
  // written in the same way, what is for one is taken
  const isHeard = (await madeOf(scene, `A21 for one ${n}`, lawful)) === 1;
  const wishes: [string, object][] = [
    ['one item for somebody else', { beneficiary: personOf(n), items: [item(order), forOther] }],
    [
      'several who are to receive',
      { beneficiary: [personOf(n), personOf(other)], items: [order, receive].map(item) },
    ],
    [
      'a second beside the first',
      { beneficiary: personOf(n), beneficiaries: [personOf(other)], items: [item(receive)] },
    ],
  ];
  for (const [name, wish] of wishes) {
    const reason = `A21 ${name} ${n}`;
    const to = { service: 'request', path: '/requests', method: 'POST', key: idOf(reason) } as const;
    const answer = await call(scene, n, to, { ...wish, reason });
    attempts.equal(`mixed persons: ${name}`, '422 SCHEMA_VIOLATION', answer);
    const made = await madeOf(scene, `${reason} from ITSM`, wish);
    attempts.equal(
      `mixed persons, from ITSM: ${name}`,
      '0 requests',
      `${made ?? 0} requests`,
      isHeard && made !== null,
    );
  }
}

/** Two that each look harmless: for herself, and for a machine that she owns, asked and approved in one instant, the halves at the end of each. */
async function atOnce(scene: Scene, attempts: Attempts, first: string, last: string): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const machine = `service:a21-${n}`;
  const account = `a21_${n}`;
  await scene.workforce.controls(machine, n, 'owner', [account]);
  await scene.workforce.untilKnown();
  const asked: [string, string][] = [
    [personOf(n), first],
    [machine, last],
  ];
  const requests = await Promise.all(
    asked.map(([beneficiary, half]) =>
      scene.requests.asks({ requester: clerk, beneficiary, items: [...harmless, half] }),
    ),
  );
  await Promise.all(requests.map((request) => scene.requests.assessed(request)));
  const ballots = await Promise.all(
    requests.map((request, at) =>
      scene.desks
        .ballot(at === 0 ? firstOwner : secondOwner, request)
        .then((ballot) => [at, ballot] as const),
    ),
  );
  await Promise.all(
    ballots.map(([at, ballot]) => scene.desks.handsIn(at === 0 ? firstOwner : secondOwner, ballot)),
  );
  const ended = await Promise.all(requests.map((request) => scene.requests.ending(request)));
  const hers = (await holds(scene, n, ordering)) || (await holds(scene, n, receiving));
  const its = (await scene.erp.holds(account)).some((one) => one === ordering || one === receiving);
  const name = `for herself and for her machine at once, ${last} for the machine`;
  attempts.equal(name, 'applied vetoed', [...ended].sort().join(' '));
  attempts.equal(`${name}: who holds a half`, 'one of them', hers !== its ? 'one of them' : 'both or none');
}

/** What is for several persons or machines. */
const a21: Line<Scene> = {
  id: 'A21',
  required: 'and whoever it is for',
  play: async (scene, attempts) => {
    await inOneRequest(scene, attempts);
    await atOnce(scene, attempts, order, receive);
    await atOnce(scene, attempts, receive, order);
    await scene.requests.tidies();
  },
};

/** One request for several, and several at once for what one acts as. */
export const mixedPersons: readonly Line<Scene>[] = [a21];
