import { type Fact, sha256 } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { personOfLogin } from './fact-store.js';

const day = 86_400_000;
const start = Date.parse('2030-01-07T00:00:00Z');
const at = (days: number) => new Date(start + days * day).toISOString();

interface Enrolment {
  readonly person?: string;
  readonly from: number;
  readonly until: number | null;
  readonly id: string;
  readonly power?: boolean;
}

/** That she left, said on this day. */
const left = (days: number) => ({
  ...{ hash: sha256('left'), type: 'worker.left.v1', source: 'hr', event: 'left', power: true, jws: '' },
  ...{ effective: String(start + days * day), data: { worker: 'person:1', effective: at(days) } },
});

/** A table of facts that holds these, in this order. */
const holding = (enrolments: readonly Enrolment[], others: readonly object[] = []): EntityManager => {
  const rows = enrolments.map(({ person = 'person:1', from, until, id, power = true }) => ({
    ...{ hash: sha256(id), type: 'login.enrolled.v1', source: 'hr', event: id, power, jws: '' },
    stated: String(start),
    effective: String(start + from * day),
    data: {
      ...{ issuer: 'https://id', subject: 's-1', person, effective: at(from) },
      until: until === null ? null : at(until),
    } as unknown as Fact['data'],
  }));
  return { query: async () => [...rows, ...others] } as unknown as EntityManager;
};
const whose = (enrolments: readonly Enrolment[], days: number) =>
  personOfLogin(holding(enrolments), 'https://id', 's-1', start + days * day);

describe('whose login it is', () => {
  const open: Enrolment = { id: 'z', from: 0, until: null };
  const ended: Enrolment = { id: 'a', from: 0, until: 1 };

  it('ends by the earlier end of two enrolments from the same instant, whichever was stored last', async () => {
    for (const both of [
      [open, ended],
      [ended, open],
      [
        { ...open, id: 'a' },
        { ...ended, id: 'z' },
      ],
      [
        { ...ended, id: 'z' },
        { ...open, id: 'a' },
      ],
    ])
      expect([await whose(both, 0.5), await whose(both, 2)]).toEqual(['person:1', null]);
  });

  it('is decided by what is effective by then: one enrolled for later takes nothing away before', async () => {
    const later: Enrolment = { id: 'b', from: 5, until: null };
    expect([await whose([open, later], 1), await whose([ended, later], 2)]).toEqual(['person:1', null]);
    expect(await whose([ended, later], 6)).toBe('person:1');
  });

  it('is nobody’s from the day she has left', async () => {
    const login = (days: number) =>
      personOfLogin(holding([open], [left(3)]), 'https://id', 's-1', start + days * day);
    expect([await login(2), await login(3)]).toEqual(['person:1', null]);
  });

  it('is nobody’s when it is of two people, and needs power', async () => {
    expect(await whose([open, { ...open, id: 'b', person: 'person:2' }], 1)).toBeNull();
    expect(await whose([{ ...open, power: false }], 1)).toBeNull();
  });
});
