import type { Line } from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import { expandRequest } from '@countersign/statement';
import {
  aMonday,
  factOf,
  hired,
  itemOf,
  keyring,
  left,
  linked,
  ms,
  people,
  type SourceEvent,
} from '@countersign/testing';
import { swapOf } from './swap.decision.js';

const accounts = [{ system: 'erp', account: 'u1' }] as Line[];
const asked: Submitted = {
  request: 'r-1',
  requester: people.rita,
  actors: [],
  beneficiary: people.bea,
  items: [itemOf('role:vendor-clerk')],
  window: { from: aMonday, until: null },
  drops: [],
  allOrNothing: false,
  reason: 'asked once',
  source: 'source:itsm',
  cause: null,
} as never;
const birthright = { cause: { birthright: 'birthright:clerk', fact: 'f' }, items: [itemOf('role:employee')] };

/** The usual law with roles changed, each a new version; and with other birthrights. */
const law = (changes: Record<string, object> = {}, birthrights?: object) =>
  keyring().bundle((usual) => ({
    ...usual,
    number: 8,
    roles: usual.roles
      .filter(({ id }) => changes[id] !== null)
      .map((role) => (changes[role.id] ? { ...role, version: role.version + 1, ...changes[role.id] } : role)),
    birthrights: birthrights
      ? usual.birthrights.map((rule) => ({ ...rule, ...birthrights }))
      : usual.birthrights,
  }));
const before = law();

/** What becomes, under a law, of what was given by the usual one. */
function under(
  bundle = before,
  change: object = {},
  until: number | null = null,
  at = aMonday,
  facts: readonly SourceEvent[] = [],
) {
  const submitted = { ...asked, ...change };
  const { lines } = expandRequest(before, submitted.items, accounts);
  return swapOf(bundle, { submitted, lines, until, facts: facts.map(factOf), forestalled: 0 }, at);
}
const wider = law({ 'role:vendor-clerk': { entitlements: ['erp:vendor:create', 'erp:invoice:post'] } });

describe('what a request gave', () => {
  it('stays while the law gives the same', () => {
    expect(under()).toBeNull();
    expect(under(before, birthright)).toBeNull();
  });

  it('is exchanged for the version in force, in the name of whoever asked, for no longer than it was given', () => {
    const until = aMonday + 3 * ms.day;
    expect(under(wider, {}, until)).toMatchObject({
      ...{ requester: people.rita, beneficiary: people.bea, source: 'source:itsm', cause: null },
      items: [{ role: 'role:vendor-clerk', scope: {} }],
      drops: ['r-1'],
      until: new Date(until).toISOString(),
    });
    expect(under(wider)).toMatchObject({ until: undefined });
    expect(under(wider, {}, until, until)).toBeNull();
  });

  it('is exchanged for a narrower version, too, and for one that says the same', () => {
    expect(under(law({ 'role:vendor-clerk': { roles: [] } }))).toMatchObject({ drops: ['r-1'] });
    expect(under(law({ 'role:vendor-clerk': {} }))).toMatchObject({ drops: ['r-1'] });
  });

  it('is exchanged when a role inside it changed, though it kept its own version', () => {
    expect(
      under(law({ 'role:employee': { entitlements: ['crm:contact:read', 'erp:vendor:read'] } })),
    ).toBeNull();
    expect(under(law({ 'role:employee': { entitlements: ['erp:invoice:post'] } }))).toMatchObject({
      drops: ['r-1'],
    });
  });

  it('stays as it is when the law no longer gives it, or gives it nowhere where she has an account', () => {
    expect(under(keyring().bundle((usual) => ({ ...usual, roles: [], birthrights: [] })))).toBeNull();
    expect(under(law({ 'role:vendor-clerk': { entitlements: ['crm:contact:read'] } }))).toBeNull();
  });

  it('is exchanged for what its birthright gives now, by the same rule and fact', () => {
    const more = law({}, { items: ['role:employee', 'erp:invoice:post'] });
    expect(under(more, birthright)).toMatchObject({
      cause: birthright.cause,
      items: [
        { role: 'role:employee', scope: {} },
        { entitlement: 'erp:invoice:post', scope: {} },
      ],
    });
    expect(
      under(
        keyring().bundle((usual) => ({ ...usual, birthrights: [] })),
        birthright,
      ),
    ).toBeNull();
  });

  it('is exchanged for what reaches into another system, where she has an account there', () => {
    const both = law({ 'role:vendor-clerk': { entitlements: ['erp:vendor:create', 'crm:contact:read'] } });
    const hers = [hired(people.bea), linked(people.bea, { system: 'crm', account: 'b1' })];
    expect(under(both)).toBeNull();
    expect(under(both, {}, null, aMonday, hers)).toMatchObject({ drops: ['r-1'] });
  });

  it('is asked for by herself when whoever asked has left', () => {
    const gone = [hired(people.rita), left(people.rita, aMonday - 1)];
    expect(under(wider, {}, null, aMonday, gone)).toMatchObject({ requester: people.bea });
    expect(under(wider, { beneficiary: 'service:batch' }, null, aMonday, gone)).toMatchObject({
      requester: people.rita,
    });
  });

  it('is one wish under one law, and another under the next', () => {
    const again = keyring().bundle(() => ({ ...wider.document, number: 9 }));
    expect(under(wider)?.identity).toBe(under(wider)?.identity);
    expect(under(wider)?.identity).not.toBe(under(again)?.identity);
    expect(under(wider)?.identity).not.toBe(under(wider, { request: 'r-2' })?.identity);
  });
});
