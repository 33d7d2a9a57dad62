// against a real Kafka with the topics and ACLs of deploy/duties.yaml
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CustodialDocument } from '@countersign/contracts/governance';
import { createKafka } from '@countersign/source/kafka';
import {
  aBundle,
  anchor,
  dayMs,
  draft,
  keys,
  newKey,
  now,
  publicHalf,
  signedBy,
} from '../custodians.spec-only.js';
import { signersOf } from '../custody.js';
import { run } from '../run.js';
import { GovernanceTopic } from './governance-topic.js';
import { publishDocuments } from './publish-documents.js';

const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const passwords = JSON.parse(process.env.TEST_KAFKA_PASSWORDS ?? '{}') as Record<string, string>;
const login = (username: string) => ({ brokers, username, password: passwords[username] ?? '' });
const topic = new GovernanceTopic(login('governance'));
const publish = (...documents: Parameters<typeof publishDocuments>[0]) =>
  publishDocuments(documents, topic, anchor, now);
/** Documents of our custodians; other suites use the same broker. */
const numbersThere = async () => {
  const documents = (await topic.read()).map(
    ({ bytes }) => JSON.parse(bytes.toString()) as CustodialDocument,
  );
  return documents.filter((document) =>
    signersOf(document, anchor).some((name) => !name.startsWith('unknown key')),
  ).length;
};

describe('publishing what custodians signed', () => {
  it('refuses what too few signed, what is for others, what has run out, before anything is written', async () => {
    const one = await signedBy(draft(aBundle()), 0);
    const full = await signedBy(draft(aBundle()), 0, 1);
    await expect(publish(draft(aBundle()))).rejects.toMatchObject({ code: 'SIGNING_REFUSED' });
    await expect(publish(one)).rejects.toMatchObject({ code: 'NOT_CUSTODIAL' });
    await expect(publish(full, one)).resolves.toHaveLength(1); // one document, signed apart
    const elsewhere = { ...anchor, deployment: 'other' };
    await expect(publishDocuments([full], topic, elsewhere, now)).rejects.toMatchObject({
      code: 'FOREIGN_DEPLOYMENT',
    });
    await expect(publishDocuments([full], topic, anchor, now + 31 * dayMs)).rejects.toMatchObject({
      code: 'RUN_OUT',
    });
    expect(await numbersThere()).toBe(1);
  });

  it('changes nothing when it is done again', async () => {
    const again = await publish(await signedBy(draft(aBundle()), 1, 2));
    expect(again).toMatchObject([{ number: 1, outcome: 'was published before' }]);
    expect(await numbersThere()).toBe(1);
  });

  it('joins the signatures of custodians who signed apart', async () => {
    const document = draft(aBundle({ number: 2 }));
    const [a, c] = [await signedBy(document, 0), await signedBy(document, 2)];
    expect(await publish(a, c)).toMatchObject([{ number: 2, outcome: 'published', hash: document.hash }]);
  });

  it('refuses a number that is taken or lower', async () => {
    await expect(publish(await signedBy(draft(aBundle()), 0, 1))).rejects.toMatchObject({
      code: 'NUMBER_TAKEN',
    });
    const other = aBundle({ number: 2, birthrightBound: 'medium' });
    await expect(publish(await signedBy(draft(other), 0, 1))).rejects.toThrow(/take 3 or higher/);
    expect(await numbersThere()).toBe(2);
  });

  it('refuses a rule that changed under its version, by what is published', async () => {
    const [rule] = aBundle().rules;
    const next = await signedBy(
      draft(aBundle({ number: 3, rules: [{ ...rule!, effect: 'dual-approval' }] })),
      0,
      1,
    );
    await expect(publish(next)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('is not led astray by what others wrote into the topic', async () => {
    const admin = createKafka(login('admin')).producer();
    await admin.connect();
    const high = await signedBy(draft(aBundle({ number: 900 })), 0);
    for (const value of [Buffer.from('garbage'), high.signed?.bytes as Buffer])
      await admin.send({
        topic: 'governance',
        messages: [{ key: 'governance.bundle.v1', value: Buffer.from(value) }],
      });
    await admin.disconnect();
    expect(await publish(await signedBy(draft(aBundle({ number: 3 })), 0, 1))).toMatchObject([
      { outcome: 'published' },
    ]);
  });

  it('can be done by nobody else', async () => {
    const stranger = new GovernanceTopic(login('policy'));
    const next = await signedBy(draft(aBundle({ number: 4 })), 0, 1);
    await expect(publishDocuments([next], stranger, anchor, now)).rejects.toMatchObject({
      code: 'PUBLISHING_FORBIDDEN',
    });
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bootstrap-'));
  const at = (name: string) => join(folder, name);
  const repository = join(__dirname, '../../../..');
  const environment = {
    COUNTERSIGN_DEPLOYMENT: 'test',
    CUSTODIANS_FILE: at('custodians.json'),
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_USERNAME: 'governance',
    KAFKA_PASSWORD_FILE: at('password'),
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('bootstraps a deployment from a folder of secrets, numbering on from what is there', async () => {
    const principals = [
      'request',
      'policy',
      'approval',
      'provisioning',
      'connector-erp',
      'observer-erp',
      'connector-bank',
      'observer-bank',
      'hr',
    ];
    const secret = (name: string, value: unknown) =>
      writeFileSync(at(name), JSON.stringify(value), { mode: 0o600 });
    writeFileSync(at('password'), passwords.governance ?? '', { mode: 0o600 });
    writeFileSync(at('custodians.json'), JSON.stringify(anchor), { mode: 0o644 });
    secret(
      'public.json',
      Object.fromEntries(principals.map((name) => [name, publicHalf(newKey(`${name}-1`))])),
    );
    keys.forEach((key, n) => secret(`key-${n}.json`, key));
    const args = [
      '--policy',
      join(__dirname, '../load/fixtures/good'),
      '--duties',
      join(repository, 'deploy/duties.yaml'),
    ];
    const secrets = [
      '--keys',
      at('public.json'),
      '--custodian',
      at('key-0.json'),
      '--custodian',
      at('key-1.json'),
    ];
    Object.assign(process.env, environment);
    const out: string[] = [];
    const complaints: string[] = [];
    const clock = { now: () => Date.now() };
    const surroundings = {
      print: (line: string) => out.push(line),
      complain: (line: string) => complaints.push(line),
      clock,
    };
    const code = await run(['bootstrap', ...args, ...secrets], surroundings);
    // three bundles are there already: it numbers on
    expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
    expect(out).toEqual([
      expect.stringMatching(/^governance\.keys\.v1 1 published, hash [\w-]{43}$/),
      expect.stringMatching(/^governance\.bundle\.v1 4 published, hash [\w-]{43}$/),
    ]);
    const types = (await topic.read()).slice(-2).map(({ type }) => type);
    expect(types).toEqual(['governance.keys.v1', 'governance.bundle.v1']);
  });
});
