import { describe, expect, it } from '@jest/globals';
import type { Fact } from '@countersign/statement';
import {
  controlsFrom,
  controllersOf,
  excludedPersons,
  kindsFrom,
  lingeringControls,
  neighbourhood,
} from './control-graph.decision.js';

const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const at = Date.parse(day(20));
let serial = 0;
const fact = (type: string, effective: number, data: object, power = true, source = 'hr'): Fact =>
  ({
    type,
    source,
    id: `e${(serial += 1)}`,
    hash: 'h',
    power,
    stated: Date.parse(day(effective)),
    effective: Date.parse(day(effective)),
    data: { effective: day(effective), ...data },
  }) as unknown as Fact;
const owns = (
  identity: string,
  controller: string,
  effective = 1,
  until: string | null = null,
  power = true,
  how = 'owner',
) => fact('identity.controlled.v1', effective, { identity, controller, how, accounts: [], until }, power);
const hired = (worker: string, account: string) =>
  fact('worker.hired.v1', 1, {
    worker,
    department: 'd',
    job: 'j',
    manager: null,
    accounts: [{ system: 'erp', account }],
  });

/** The days from which until which one identity is said to act as another, in order. */
const days = (facts: readonly Fact[], of = 'person:1 owner service:a') =>
  controlsFrom(facts)
    .filter(({ from, how, to }) => `${from} ${how} ${to}` === of)
    .map(({ window }) => [window.from, window.until].map((ms) => ms && new Date(ms).getUTCDate()));

describe('when somebody controls', () => {
  it('is said by each statement from its day until the next one’s, in whatever order they came', () => {
    const stated = [owns('service:a', 'person:1', 5, day(9)), owns('service:a', 'person:1', 1)];
    const whole = [...stated, owns('service:a', 'person:1', 12, day(15)), owns('service:a', 'person:1', 20)];
    const expected = [
      [1, 5],
      [5, 9],
      [12, 15],
      [20, null],
    ];
    for (const facts of [whole, [...whole].reverse()])
      expect(days(facts).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(expected);
  });

  it('is not over before the day for which its end is announced, nor begun before a beginning', () => {
    const announced = owns('service:a', 'person:1', 25, day(25));
    expect(days([owns('service:a', 'person:1', 1), announced])).toEqual([[1, 25]]);
    expect(days([owns('service:a', 'person:1', 25)])).toEqual([[25, null]]);
  });

  it('is what the longer of two statements for one day says', () => {
    const both = [owns('service:a', 'person:1', 1), owns('service:a', 'person:1', 1, day(3))];
    for (const facts of [both, [...both].reverse()])
      expect(controllersOf(controlsFrom(facts), ['service:a'], at)).toContain('person:1');
  });

  it.each([
    ['a signed word', true],
    ['an unsigned word', false],
  ])('is not ended by another source: %s', (_what, power) => {
    const data = { identity: 'service:a', controller: 'person:1', how: 'owner', accounts: [] };
    const said = fact('identity.controlled.v1', 1, { ...data, until: null }, power, 'itsm');
    for (const endPower of [true, false])
      expect(
        days([said, fact('identity.controlled.v1', 9, { ...data, until: day(9) }, endPower, 'hr')]),
      ).toEqual([[1, null]]);
  });

  it('of an account is ended for one controller’s use of it alone', () => {
    const account = { system: 'erp', account: 'svc' };
    const uses = (controller: string, effective: number, until: string | null) =>
      fact('identity.controlled.v1', effective, {
        ...{ identity: 'service:a', controller, how: 'owner', accounts: [account], until },
      });
    const facts = [uses('person:1', 1, null), uses('person:2', 2, null), uses('person:2', 9, day(9))];
    expect(days(facts, 'service:a linked account:erp:svc')).toContainEqual([1, null]);
  });
});

describe('who controls whom', () => {
  it('is nobody any more once its source has said so', () => {
    const facts = [owns('service:a', 'person:1', 1), owns('service:a', 'person:1', 5, day(6))];
    expect([...controllersOf(controlsFrom(facts), ['service:a'], at)]).toEqual(['service:a']);
  });

  it('lets a statement without power add control, never end it', () => {
    const ended = owns('service:a', 'person:1', 9, day(9), false);
    expect(
      controllersOf(controlsFrom([owns('service:a', 'person:1', 1), ended]), ['service:a'], at),
    ).toContain('person:1');
    expect(
      controllersOf(controlsFrom([owns('service:b', 'person:2', 1, null, false)]), ['service:b'], at),
    ).toContain('person:2');
  });

  it('reaches through chains: account, person, service account, agent', () => {
    const facts = [hired('person:1', 'u1'), owns('service:a', 'person:1'), owns('agent:b', 'service:a')];
    const { roots, all } = neighbourhood(controlsFrom(facts), 'agent:b', at);
    expect(roots).toEqual(['agent:b', 'person:1', 'service:a']);
    expect(all).toContain('account:erp:u1');
  });

  it('reaches whose access an account of several carries, also after it was given on; never through an account of one', () => {
    const given = (person: string, from: number, until: string | null) =>
      fact('identity.linked.v1', from, { person, account: { system: 'erp', account: 'u1' }, until });
    const alone = [hired('person:1', 'u1'), given('person:1', 2, null)];
    expect(neighbourhood(controlsFrom(alone), 'person:1', at).roots).toEqual(['person:1']);
    const shared = controlsFrom([
      given('person:1', 1, day(5)),
      given('person:2', 6, null),
      hired('person:3', 'u3'),
    ]);
    expect(neighbourhood(shared, 'person:1', at).roots).toEqual(['person:1', 'person:2']);
    expect(neighbourhood(shared, 'person:2', at).all).toEqual(['account:erp:u1', 'person:1', 'person:2']);
  });

  it('excludes whoever acts as requester or beneficiary, and whom those act as', () => {
    const facts = [
      owns('service:a', 'person:1'),
      owns('person:3', 'person:2', 1, null, true, 'delegate'),
      hired('person:4', 'shared'),
      fact('identity.linked.v1', 2, {
        person: 'person:5',
        account: { system: 'erp', account: 'shared' },
        until: null,
      }),
    ];
    const controls = controlsFrom(facts);
    expect(excludedPersons(controls, ['service:a'], at)).toEqual(['person:1']);
    expect(excludedPersons(controls, ['person:2'], at)).toEqual(['person:2', 'person:3']);
    expect(excludedPersons(controls, ['person:4'], at)).toEqual(['person:4', 'person:5']);
  });

  it('knows the kind of everybody named, and no sources', () => {
    const kinds = kindsFrom([hired('person:1', 'u1'), owns('agent:b', 'person:1')]);
    expect(Object.fromEntries(kinds)).toEqual({
      'person:1': 'person',
      'account:erp:u1': 'account',
      'agent:b': 'agent',
    });
  });
});

// a source alone makes nobody independent at once (DESIGN, section 7)
describe('an end of control, for who may decide', () => {
  /** Said on this day, whatever day it gives. */
  const saidOn = (stated: number, told: Fact): Fact => ({ ...told, stated: Date.parse(day(stated)) });
  const delegated = (effective: number, until: string | null = null) =>
    owns('person:3', 'person:2', effective, until, true, 'delegate');
  const linked = (until: string | null, effective: number) =>
    fact('identity.linked.v1', effective, {
      ...{ person: 'person:1', account: { system: 'erp', account: 'u9' }, until },
    });
  const out = (facts: readonly Fact[], party: string, on: number) =>
    excludedPersons(lingeringControls(facts), [party], Date.parse(day(on)));

  it.each<readonly [string, Fact, Fact, string, string]>([
    ['a delegation', delegated(1), delegated(2, day(2)), 'person:3', 'person:2'],
    ['an account of hers', linked(null, 1), linked(day(2), 2), 'account:erp:u9', 'person:1'],
    [
      'the ownership of a machine',
      owns('service:a', 'person:2'),
      owns('service:a', 'person:2', 2, day(2)),
      'service:a',
      'person:2',
    ],
  ])('counts a week after it was stated, dated back or not: %s', (_what, word, end, party, person) => {
    const facts = [word, saidOn(15, end)];
    expect(out(facts, party, 16)).toContain(person);
    expect(out(facts, party, 21)).toContain(person);
    expect(out(facts, party, 22)).not.toContain(person);
    expect(excludedPersons(controlsFrom(facts), [party], Date.parse(day(16)))).not.toContain(person);
  });

  it('counts on its day when it was announced a week before', () => {
    const facts = [delegated(1), saidOn(3, delegated(20, day(20)))];
    expect(out(facts, 'person:3', 19)).toContain('person:2');
    expect(out(facts, 'person:3', 20)).not.toContain('person:2');
  });

  it('is not hastened by a later word beside it from the same day', () => {
    const facts = [delegated(1), saidOn(2, delegated(9, day(9))), saidOn(19, delegated(9, day(9)))];
    expect(out(facts, 'person:3', 20)).toContain('person:2');
  });
});
