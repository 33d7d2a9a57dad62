import { loginSubject } from '@countersign/service-kit/facts';
import type { Caller } from '@countersign/service-kit/http';
import { fixedClock, outcomeOf } from '@countersign/testing';
import type { EntityManager } from 'typeorm';
import { identify } from './identify.handler.js';
import { SourceClients } from './source-clients.js';

const issuer = 'https://login.example';
const deps = { clients: new SourceClients(['desk-7=itsm']), clock: fixedClock() };

/** A database in which these logins are these persons', as a source signed or (`~`) did not. */
const knowing = (logins: Readonly<Record<string, string>>) =>
  ({
    query: (_: string, [subjects]: [string[]]) =>
      Promise.resolve(
        Object.entries(logins)
          .filter(([login]) => subjects.includes(loginSubject(issuer, login.replace('~', ''))))
          .map(([login, person]) => ({
            type: 'login.enrolled.v1',
            power: !login.startsWith('~'),
            effective: '0',
            data: { person, until: null },
          })),
      ),
  }) as unknown as EntityManager;

const caller = (change: Partial<Caller> = {}): Caller => ({
  ...{ issuer, subject: 'rita', clientId: 'console', scopes: [], actors: [] },
  ...{ isClient: false, tokenId: 't-1', ...change },
});
const system = (clientId: string) => caller({ subject: clientId, clientId, isClient: true });
const logins = { rita: 'person:1002', omar: 'person:2001', '~agent:buyer': 'person:6666' };
const who = (of: Caller) => identify(deps, knowing(logins), of);

describe('who calls', () => {
  it('is the person whose login a source enrolled', async () => {
    expect(await who(caller())).toEqual({ id: 'person:1002', actors: [] });
    expect(await outcomeOf(() => who(caller({ subject: 'stranger' })))).toBe('UNKNOWN_LOGIN');
    expect(await outcomeOf(() => who(caller({ issuer: 'https://other.example' })))).toBe('UNKNOWN_LOGIN');
  });

  it('is a source only by the client that the operator named, however else a client is called', async () => {
    expect(await who(system('desk-7'))).toEqual({ id: 'source:itsm', actors: [] });
    for (const client of ['hr-system', 'itsm', 'itsm-system', 'source:itsm', 'desk-70', '__proto__'])
      expect(await outcomeOf(() => who(system(client)))).toBe('UNKNOWN_CLIENT');
  });

  it('is no source when the client only carries somebody’s token', async () => {
    expect(await who(caller({ clientId: 'desk-7' }))).toMatchObject({ id: 'person:1002' });
  });
});

describe('who acts for the caller', () => {
  it('is told by facts, each of the chain, nearest first', async () => {
    const actors = [
      { issuer, subject: 'omar' },
      { issuer, subject: 'rita' },
    ];
    expect((await who(caller({ actors }))).actors).toEqual(['person:2001', 'person:1002']);
  });

  it.each([
    ['a login nobody enrolled', { issuer, subject: 'stranger' }],
    ['an id that the token itself claims', { issuer, subject: 'person:2001' }],
    ['a login that nobody signed', { issuer, subject: 'agent:buyer' }],
    ['the same subject of another issuer', { issuer: 'https://other.example', subject: 'omar' }],
  ])('is never %s: nothing is asked in that name', async (_what, actor) => {
    const known = { issuer, subject: 'omar' };
    expect(await outcomeOf(() => who(caller({ actors: [actor] })))).toBe('UNKNOWN_ACTOR');
    expect(await outcomeOf(() => who(caller({ actors: [known, actor] })))).toBe('UNKNOWN_ACTOR');
  });
});
