import { eventually, readSecret } from '@countersign/demo/stage';
import { left } from '@countersign/demo';
import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attempts, DidNotBite, type Line } from '../frame/line.js';
import { clerk, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead, whileStopped } from '../stage/stopped.js';
import type { Heard } from '../stage/wire.js';
import { effectMs, forgets, got, readSoFar, untilReadAgain } from './hostile.js';

const order = 'erp:purchase-order:create';
const ordering = 'role:erp_po_create';

/** Writes bytes that were written before, as the principal who wrote them. */
async function resends(scene: Scene, login: string, heard: readonly Heard[]): Promise<void> {
  const { brokers, secrets } = scene.about;
  const kafka = new kafkajs.Kafka({
    ...{ brokers: [...brokers], clientId: login, logLevel: kafkajs.logLevel.NOTHING },
    sasl: { mechanism: 'scram-sha-512', username: login, password: readSecret(secrets.kafka[login]) },
  });
  const producer = kafka.producer();
  await producer.connect();
  for (const { topic, text, hash, type, iat, body } of heard)
    await producer.send({
      topic,
      acks: -1,
      messages: [
        {
          key: String(body.request ?? `${body.account} ${body.permission}`),
          value: text,
          headers: {
            ...{ ce_specversion: '1.0', ce_id: hash, ce_type: type, ce_source: `/countersign/${login}` },
            ...{ ce_time: new Date(iat).toISOString(), 'content-type': 'application/jose' },
          },
        },
      ],
    });
  await producer.disconnect();
}

/** Everything that once gave access is sent again after the access was taken back. */
const f06: Line<Scene> = {
  id: 'F06',
  required: 'no effect',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
    const trail = scene.wire.heard.filter(
      ({ type, body }) =>
        (type === 'provisioning.evidence.v1' && body.request === given) ||
        (type === 'provisioning.ordered.v1' && body.account === accountOf(n) && body.permission === ordering),
    );
    const decisions = scene.wire
      .about(given)
      .filter(({ type }) => type.startsWith('policy.') || type.startsWith('approval.'));
    await scene.requests.withdraws(given, personOf(clerk));
    await eventually('it to be gone', async () => !(await scene.erp.holds(accountOf(n))).includes(ordering));
    const again = async (name: string, done = true) => {
      const before = scene.wire.heard.length;
      await resends(scene, 'provisioning', trail);
      for (const login of ['policy', 'approval'])
        await resends(
          scene,
          login,
          decisions.filter(({ topic }) => topic === login),
        );
      const seen = await got(scene, n, ordering);
      const sent = scene.wire.heard
        .slice(before)
        .filter(({ hash }) => [...trail, ...decisions].some((one) => one.hash === hash));
      attempts.saw(
        name,
        'nothing got',
        seen,
        seen === '',
        done && sent.length === trail.length + decisions.length,
      );
    };
    await again('at once');
    const services = ['connector-erp', 'provisioning', 'policy'];
    const setBack = (sql: string) =>
      whileDead(scene, services, async () => {
        for (const service of services) await forgets(scene, service.replace('-', '_'), sql);
      });
    const remembered = await Promise.all(services.map((service) => inboxOf(scene, service)));
    await setBack('TRUNCATE inbox');
    await again('after the inboxes were emptied', Math.min(...remembered) > 0);
    await sleep(Math.max(0, 62_000 - effectMs * 2));
    await again('a minute later');
    const before = await Promise.all(services.map((service) => readSoFar(scene, service)));
    await setBack('UPDATE consumer_offset SET next_offset = 0; TRUNCATE inbox');
    for (const [at, service] of services.entries()) await untilReadAgain(scene, service, before[at] ?? 0);
    const seen = await got(scene, n, ordering);
    attempts.saw(
      'everything from the first offset on',
      'nothing got',
      seen,
      seen === '',
      Math.min(...before) > 0,
    );
  },
};

/** How much a service remembers to have read. */
const inboxOf = async (scene: Scene, service: string): Promise<number> =>
  (await scene.lookInto<{ n: number }>(service.replace('-', '_'), 'SELECT count(*)::int AS n FROM inbox'))[0]
    ?.n ?? 0;

/** Nothing that takes away arrives, for longer than the access was to last. */
const f19: Line<Scene> = {
  id: 'F19',
  required: 'ends at its time by the connector itself; the rest within R after healing',
  play: async (scene, attempts) => {
    const withhold = async (
      name: string,
      held: readonly string[],
      take: (n: number, request: string) => Promise<unknown>,
    ) => {
      const [n = 0] = await scene.workforce.hires(1);
      const until = Date.now() + 25_000;
      const request_ = await scene.requests.gets({
        requester: clerk,
        beneficiary: personOf(n),
        items: [order],
        until: new Date(until).toISOString(),
      });
      await whileStopped(scene, held, async () => {
        await take(n, request_);
        await sleep(4_000);
        const bit = (await scene.erp.holds(accountOf(n))).includes(ordering);
        await eventually(
          'its end',
          async () => !(await scene.erp.holds(accountOf(n))).includes(ordering),
          60_000,
        );
        const late = Date.now() - until;
        attempts.saw(`${name}: ends at its time`, 'within 10 s', `${late} ms after`, late < 10_000, bit);
      });
    };
    const now = () => new Date().toISOString();
    const leaves = (n: number) => scene.workforce.states(left(n, now(), now()));
    await withhold('a leaver', ['request'], leaves);
    await withhold('a withdrawal', ['request'], (_, id) => scene.requests.withdraws(id, personOf(clerk)));
    await withhold('a removal', ['provisioning'], (_, id) => scene.requests.withdraws(id, personOf(clerk)));
    // whoever reads it stands still: it was said, and reaches nobody
    const readers = ['policy', 'provisioning'];
    await withhold('a no', readers, (_, id) => saysNo(scene, id));
    const isGone = async (n: number) => (await scene.erp.holds(accountOf(n))).length === 0;
    await afterHealing(scene, attempts, { name: 'a leaver', held: ['request'], take: leaves, isGone });
    const isNotThere = async (n: number) => !(await scene.erp.holds(accountOf(n))).includes(ordering);
    const no = { name: 'a no', held: readers, take: (_: number, id: string) => saysNo(scene, id) };
    await afterHealing(scene, attempts, { ...no, isGone: isNotThere });
  },
};

/** One who decides takes back what she said, or another says no: it is heard on the wire that it was said. */
async function saysNo(scene: Scene, request: string): Promise<void> {
  await scene.desks.votes(secondOwner, request, 'no');
  await scene.wire
    .until('the no', () => scene.wire.about(request, 'approval.denied.v1').at(-1), 20_000)
    .catch(() => {
      throw new DidNotBite('nobody said no');
    });
}

/** What takes away is withheld from access without an end, and then is not. */
async function afterHealing(
  scene: Scene,
  attempts: Attempts,
  {
    name,
    held,
    take,
    isGone,
  }: {
    readonly name: string;
    readonly held: readonly string[];
    readonly take: (n: number, request: string) => Promise<unknown>;
    readonly isGone: (n: number) => Promise<boolean>;
  },
): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const id = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  await whileStopped(scene, held, async () => {
    await take(n, id);
    await sleep(8_000);
    const still = (await scene.erp.holds(accountOf(n))).includes(ordering);
    attempts.equal(`${name}, withheld: still there`, 'true', String(still));
  });
  const since = Date.now();
  await eventually('everything to be gone', () => isGone(n), 60_000);
  const late = Date.now() - since;
  attempts.saw(`${name}, after healing`, 'gone within 20 s', `${late} ms after`, late < 20_000);
}

/** What was said before is said again, and what takes away does not arrive. */
export const withheld: readonly Line<Scene>[] = [f06, f19];
