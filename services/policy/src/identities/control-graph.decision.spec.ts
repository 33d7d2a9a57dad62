import { describe, expect, it } from '@jest/globals';
import type { Fact } from '@countersign/statement';
import {
  controlsFrom,
  controllersOf,
  excludedPersons,
  kindsFrom,
  neighbourhood,
} from './control-graph.decision.js';

const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const at = Date.parse(day(20));
let serial = 0;
const fact = (type: string, effective: number, data: object, power = true): Fact =>
  ({
    type,
    source: 'hr',
    id: `e${(serial += 1)}`,
    hash: 'h',
    power,
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

describe('who controls whom', () => {
  it('follows the latest statement of power about an edge', () => {
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
