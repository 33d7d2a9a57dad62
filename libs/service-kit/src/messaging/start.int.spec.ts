import { bundleType, registryType } from '@countersign/contracts/governance';
import type { BundleDocument } from '@countersign/contracts/governance';
import { aMonday, fixedClock, keyring, ms } from '@countersign/testing';
import { asAdmin, asPrincipal, aTopic, publish } from '../../test/a-broker.js';
import { Chain } from '../../test/a-chain.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { aGovernanceStore, govern, ring } from '../../test/a-trust.js';
import { eventually } from '../../test/eventually.js';
import { GovernanceStore } from '../governance/index.js';
import { ClusterWatch, CountersignTransport } from './index.js';
import { listQuarantine } from './quarantine.command.js';
import { Test } from '@nestjs/testing';

const header = (type: string) => ({
  ce_specversion: '1.0',
  ce_type: type,
  'content-type': 'application/jose+json',
});

/** How a service starts on a real Kafka broker, and what it believes. */
describe('a start', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(() => sandbox.begin());
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  it('reads nothing but governance before there is a law and keys; then all that waited', async () => {
    const deployment = `d-${Date.now()}`;
    const own = keyring(deployment);
    const governance = new GovernanceStore({
      dataSource: sandbox.ds,
      custodians: own.custodians,
      clock: fixedClock(aMonday),
    });
    const topic = await aTopic('policy', 1);
    const record = await new Chain(topic).next(undefined, { envelope: { dep: deployment } });
    await publish(topic, [record]);
    const reader = await sandbox.read({ topics: ['governance', topic], governance });
    await eventually(() => reader.transport.problems().includes('waits for a bundle and key registry'));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect([await sandbox.effects(), await listQuarantine(sandbox.ds)]).toEqual([[], []]);
    await publish('governance', [
      {
        key: registryType,
        value: await own.signedRegistry(own.registryDocument()),
        headers: header(registryType),
      },
    ]);
    await publish('governance', [
      { key: bundleType, value: await own.signedBundle(own.bundle().document), headers: header(bundleType) },
    ]);
    expect((await sandbox.untilEffects(2)).slice(-1)).toEqual([record.hash]);
    await eventually(() => reader.transport.problems().length === 0);
  }, 60_000);

  it('after a restart has the law at once, from its database', async () => {
    await aGovernanceStore(sandbox.ds);
    const restarted = await aGovernanceStore(sandbox.ds, { empty: true });
    expect(() => restarted.trust()).toThrow(expect.objectContaining({ code: 'TRUST_MISSING' }));
    await restarted.refresh();
    expect(restarted.numbers()).toEqual({ bundle: 7, registry: 3 });
  });

  it('on a law that has run out takes away what is to be taken away, is not ready, and gives no trust for grants', async () => {
    await aGovernanceStore(sandbox.ds);
    const late = new GovernanceStore({
      ...{
        dataSource: sandbox.ds,
        custodians: ring.custodians,
        clock: fixedClock(aMonday + 10 * 365 * ms.day),
      },
    });
    const topic = await aTopic('policy', 1);
    const [record] = await new Chain(topic).some(1);
    await publish(topic, [record!]);
    const reader = await sandbox.read({ topics: [topic], governance: late });
    expect(await sandbox.untilEffects(1)).toEqual([record!.hash]);
    expect(reader.transport.problems()).toContain('bundle or key registry is missing or has run out');
    expect(late.trust().bundle.number).toBe(7);
    expect(() => late.trustForGrants()).toThrow(expect.objectContaining({ code: 'TRUST_RUN_OUT' }));
  });

  it('refuses a transport that Nest would hide errors from', async () => {
    const transport = new CountersignTransport({
      ...{
        dataSource: sandbox.ds,
        topics: [],
        principal: 'policy',
        newClient: asAdmin,
        cluster: new ClusterWatch(asAdmin()),
      },
      governance: await aGovernanceStore(sandbox.ds),
    });
    const app = (await Test.createTestingModule({}).compile()).createNestApplication({ logger: false });
    app.connectMicroservice({ strategy: transport });
    await expect(app.startAllMicroservices()).rejects.toMatchObject({ code: 'TRANSPORT_NOT_CONNECTED' });
  });

  it.each([
    ['as a principal that may not join the group', () => asPrincipal('approval')],
    [
      'with a wrong password',
      () => {
        const passwords = process.env['TEST_KAFKA_PASSWORDS'];
        process.env['TEST_KAFKA_PASSWORDS'] = '{"approval":"wrong"}';
        const kafka = asPrincipal('approval');
        process.env['TEST_KAFKA_PASSWORDS'] = passwords;
        return kafka;
      },
    ],
  ])(
    '%s ends the process and is not ready',
    async (_, newClient) => {
      const ended: unknown[] = [];
      const reader = await sandbox.read({
        ...{
          topics: ['policy'],
          principal: 'policy',
          newClient,
          onFatal: (error: unknown) => ended.push(error),
        },
      });
      await eventually(() => ended.length > 0, 40_000);
      expect(reader.transport.problems()).toEqual(
        expect.arrayContaining(['a consumer crashed', 'is not in its consumer group']),
      );
    },
    60_000,
  );
});

describe('governance', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(() => sandbox.begin());
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const bundle = (number: number, change: object = {}): BundleDocument => ({
    ...ring.bundle().document,
    number,
    ...change,
  });

  it('keeps the highest number, ignores lower ones and the same one, refuses what has run out', async () => {
    const store = await aGovernanceStore(sandbox.ds);
    const take = async (document: BundleDocument) =>
      govern(store, sandbox.ds, bundleType, await ring.signedBundle(document));
    await take(bundle(9));
    expect(store.numbers().bundle).toBe(9);
    await take(bundle(8));
    await take(bundle(9));
    expect(store.numbers().bundle).toBe(9);
    await expect(take(bundle(10, { validUntil: aMonday - 1 }))).rejects.toMatchObject({ code: 'RUN_OUT' });
    await expect(take(bundle(9, { issued: 1_000_000_000_000 }))).rejects.toMatchObject({
      code: 'GOVERNANCE_CONFLICT',
    });
    expect(store.numbers().bundle).toBe(9);
    const kept = await sandbox.ds.query(
      `SELECT number::int AS number FROM governance_document WHERE type = $1 ORDER BY number`,
      [bundleType],
    );
    expect(kept).toEqual([{ number: 7 }, { number: 9 }]);
  });

  it('is not believed with one signature, a stranger’s signature, or another deployment’s', async () => {
    const store = await aGovernanceStore(sandbox.ds);
    const refused = async (bytes: Promise<Buffer>) =>
      store.verify(bundleType, await bytes).then(
        () => 'believed',
        (error) => error.code,
      );
    expect(await refused(ring.signedBundle(bundle(9), ['anna']))).toBe('NOT_CUSTODIAL');
    expect(await refused(ring.signedBundle(bundle(9), ['anna', 'mallory']))).toBe('NOT_CUSTODIAL');
    expect(await refused(ring.signedBundle(bundle(9), ['anna', 'anna']))).toBe('NOT_CUSTODIAL');
    expect(await refused(ring.signedBundle(bundle(9, { deployment: 'other' })))).toBe('FOREIGN_DEPLOYMENT');
  });

  it('is valid until the earlier end of the two', async () => {
    const store = await aGovernanceStore(sandbox.ds);
    const ends = ring.bundle().document.validUntil;
    expect([store.isValid(ends - 1), store.isValid(ends), store.isValid()]).toEqual([true, false, true]);
  });

  it('takes force in a replica that did not read it itself', async () => {
    const [here, there] = [await aGovernanceStore(sandbox.ds), await aGovernanceStore(sandbox.ds)];
    await govern(here, sandbox.ds, bundleType, await ring.signedBundle(bundle(12)));
    const reader = await sandbox.read({ topics: [await aTopic('policy', 1)], governance: there });
    await eventually(() => there.numbers().bundle === 12);
    expect(reader.governance).toBe(there);
  });
});
