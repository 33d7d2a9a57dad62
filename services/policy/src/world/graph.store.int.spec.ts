import { storeFact } from '@countersign/service-kit/facts';
import type { Bundle, Fact } from '@countersign/statement';
import { controlled, hired, keyring, moments, people } from '@countersign/testing';
import fc from 'fast-check';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { billing, richLaw, secret, vendors } from '../../test/rich-law.spec-only.js';
import { excludedPersons, neighbourhood } from '../identities/control-graph.decision.js';
import { joinedTo, readGraph, type View } from './graph.store.js';
import { Holders } from './holders.store.js';
import { controlEdges } from './law-reach.decision.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());

const graph = (view: Partial<View>, bundle: Bundle = keyring().bundle()) =>
  desk.inTransaction((tx) => readGraph(tx, { bundle, around: [], ...view }));

const persons = ['person:1', 'person:2', 'person:3', 'person:4'];
const machines = ['service:a', 'service:b', 'agent:c', 'workload:d'];
const accounts = ['u1', 'u2', 'u3'].map((account) => ({ system: 'erp', account }));
const everybody = [...persons, ...machines, ...accounts.map(({ account }) => `account:erp:${account}`)];
const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;

const days = fc.integer({ min: 1, max: 20 });
const until = fc.option(days.map(day), { nil: null });
const someAccounts = fc.subarray(accounts, { maxLength: 2 });
const told = fc.oneof(
  fc.record({ worker: fc.constantFrom(...persons), accounts: someAccounts }).map((data) => ({
    type: 'worker.hired.v1',
    data: { ...data, department: 'd', job: 'j', manager: null },
  })),
  fc
    .record({ person: fc.constantFrom(...persons), account: fc.constantFrom(...accounts), until })
    .map((data) => ({ type: 'identity.linked.v1', data })),
  fc
    .record({
      identity: fc.constantFrom(...machines),
      controller: fc.constantFrom(...persons, ...machines),
      how: fc.constantFrom('owner', 'deployer', 'secret-holder'),
      accounts: someAccounts,
      until,
    })
    .map((data) => ({ type: 'identity.controlled.v1', data })),
  fc
    .record({ identity: fc.constantFrom(...machines) })
    .map((data) => ({ type: 'identity.secret-rotated.v1', data })),
  fc
    .record({ worker: fc.constantFrom(...persons) })
    .map((data) => ({ type: 'worker.left.v1', data: { ...data, reason: 'r' } })),
);
const facts = fc.array(
  fc.record({ told, from: days, source: fc.constantFrom('hr', 'iam'), power: fc.boolean() }),
  {
    maxLength: 8,
  },
);

let serial = 0;
const keep = (
  some: readonly { told: { type: string; data: object }; from: number; source: string; power: boolean }[],
) =>
  desk.inTransaction(async (tx) => {
    for (const { told: one, from, source, power } of some) {
      serial += 1;
      const id = `e${serial}`;
      const data = { ...one.data, effective: day(from) };
      const at = Date.parse(day(from));
      const fact = { type: one.type, source, id, hash: id, power, stated: at, effective: at, data };
      await storeFact(tx, fact as unknown as Fact, { jws: id } as never);
    }
  });

describe('the part of the control graph in which somebody lies', () => {
  it('says of everybody what the whole graph says', async () => {
    const parts: number[] = [];
    await fc.assert(
      fc.asyncProperty(facts, async (some) => {
        await desk.force('TRUNCATE fact');
        await keep(some);
        const whole = await graph({ whole: true });
        for (const id of everybody) {
          const part = await graph({ around: [id] });
          parts.push(whole.facts.length - part.facts.length);
          const ids = new Set(neighbourhood(part.stated, id, 0).all);
          const of = ({ kinds, stated, facts: read }: typeof whole) => ({
            near: [1, 8, 15].map((n) => neighbourhood(stated, id, Date.parse(day(n)))),
            excluded: excludedPersons(stated, [id], Date.parse(day(8))),
            kinds: [...kinds].filter(([each]) => ids.has(each)).sort(),
            controls: stated.filter(({ from, to }) => ids.has(from) || ids.has(to)),
            rotated: read.filter(
              ({ type, data }) =>
                type === 'identity.secret-rotated.v1' && ids.has((data as never)['identity']),
            ),
          });
          expect(of(part)).toEqual(of(whole));
          expect(joinedTo(part, [id])).toEqual(joinedTo(whole, [id]));
        }
      }),
      { numRuns: 40, seed: 20260101 },
    );
    expect(parts.filter((left) => left > 0).length).toBeGreaterThan(parts.length / 4);
  });

  it('is no larger because there are many others', async () => {
    await desk.begin(controlled(billing, people.mallory));
    const read = async () => (await graph({ around: [people.mallory] })).facts.length;
    const alone = await read();
    await desk.states(...Array.from({ length: 20 }, (_, n) => hired(`person:other-${n}`)));
    expect(await read()).toBe(alone);
    expect((await graph({ whole: true })).facts.length).toBeGreaterThan(alone + 20);
  });
});

describe('where an edge of the law may lead from somebody to somebody', () => {
  const { given } = askings(() => desk);
  const law = richLaw();
  beforeEach(async () => {
    await desk.begin(...controllersDecide, controlled(billing, people.mallory));
    await desk.activates(law);
  });
  const around = [people.cleo];
  const reaches = async (view: Partial<View> = {}) => {
    const { reach } = await graph({ around, ...view }, law);
    return neighbourhood(reach(...(view.askings ?? [])), billing, moments.cleared).roots;
  };

  it('it is read around somebody while nobody holds what leads there', async () => {
    await given('vendors', vendors);
    const { facts: read } = await graph({ around }, law);
    expect(read.flatMap(({ data }) => Object.values(data))).not.toContain(billing);
  });

  it('it is everybody once somebody holds it, or asks for it', async () => {
    const askedFor = [{ beneficiary: people.cleo, items: [{ entitlement: secret, scope: {} } as never] }];
    expect(await reaches({ askings: askedFor })).toEqual([people.cleo, people.mallory, billing].sort());
    await given('secret', secret);
    expect(await reaches()).toEqual([people.bea, people.mallory, billing].sort());
  });

  it('it is everybody, too, once an account has it in a target beside our orders', async () => {
    await desk.force(
      `INSERT INTO access_beside (system, account, permission, since, adopted)
       VALUES ('erp', 'x', 'role:other', 1, false), ('erp', 'y', 'role:secret_read', 1, false), ('bank', 'z', 'role:secret_read', 1, false)`,
    );
    const { reach, kinds } = await graph({ around }, law);
    expect([...new Set(reach().map(({ from }) => from))]).toContain('account:erp:y');
    expect(reach().map(({ from }) => from)).not.toContain('account:erp:x');
    expect([...kinds.keys()]).toContain(people.mallory);
  });
});

describe('whoever holds what is needed', () => {
  const { given } = askings(() => desk);

  it('is found by every name of it, and nobody else', async () => {
    const law = richLaw();
    await desk.begin(...controllersDecide, controlled(billing, people.mallory));
    await desk.activates(law);
    const read = async () => {
      const needed = controlEdges(law).flatMap((edge) => edge.needed);
      const holders = await desk.inTransaction((tx) => Holders.read(tx, law, needed));
      return needed.map((one) => holders.of(one));
    };
    const none = controlEdges(law).flatMap(({ needed }) => needed.map(() => []));
    await given('vendors', vendors);
    expect(await read()).toEqual(none);
    await given('secret', secret);
    expect((await read()).flat()).toContain(people.bea);
    expect((await read()).flat()).not.toContain(people.cleo);
  });
});
