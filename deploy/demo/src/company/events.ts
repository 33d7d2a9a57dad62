import type { ControlKind, UpstreamType } from '@countersign/contracts/upstream';
import type { SourceEvent } from '@countersign/source';
import { accountOf, loginOf, personId } from './cast.js';
import { groups, signsIn } from './groups.js';
import { helpdesk, machines } from './machines.js';
import { type Worker, workers } from './organisation.js';
import type { VotingKey } from './voting-keys.js';

export interface CompanyOptions {
  /** Issuer of the OpenID provider that people sign in with. */
  readonly issuer: string;
  /** Of every approver, see `createVotingKeys`. */
  readonly votingKeys: readonly VotingKey[];
  /** ISO 8601: when HR says all this. Not before the key registry that lets it sign. */
  readonly time: string;
}

/** Everything was as it is long before the story; what HR states never depends on the day it is told. */
const since = '2025-01-01T00:00:00.000Z';
const always = { effective: since, until: null };

const event = (type: UpstreamType, id: string, time: string, data: object): SourceEvent => ({
  type,
  id: `hr-${id}`,
  time,
  data,
});

/**
 * The company as its HR system states it, in an order in which every event speaks of what is known: 199 people, twenty machines with
 * owners, a helpdesk, approvers' groups, logins, voting keys, a heartbeat. The same every time but for voting keys, issuer and `time`. All of it gives
 * power, so `hr` must sign; `itsm` has nothing to say until somebody asks.
 */
export function companyEvents({ issuer, votingKeys, time }: CompanyOptions): SourceEvent[] {
  return [
    ...workers.map((worker) => hired(worker, hiredOn(worker), time)),
    ...machines.flatMap(({ id, account, controllers }) =>
      controllers.map(([n, how]) =>
        event('identity.controlled.v1', `controlled-${id.replace(':', '-')}-${n}-${how}`, time, {
          identity: id,
          controller: personId(n),
          how,
          accounts: [{ system: 'erp', account }],
          ...always,
        }),
      ),
    ),
    ...helpdesk.resets.map((n) =>
      event('identity.controlled.v1', `controlled-person-${n}-can-reset`, time, {
        identity: personId(n),
        controller: personId(helpdesk.person),
        how: 'can-reset',
        accounts: [],
        ...always,
      }),
    ),
    ...Object.entries(groups).flatMap(([group, members]) =>
      members.map((n) =>
        event('group.membership.v1', `${group.replace(':', '-')}-${n}`, time, {
          group,
          person: personId(n),
          ...always,
        }),
      ),
    ),
    ...signsIn(workers)
      .filter((n) => workers.some((worker) => worker.n === n))
      .map((n) => enrolledLogin(n, issuer, time)),
    ...votingKeys.map(({ n, kid, x }) =>
      event('voting-key.enrolled.v1', `key-${kid}`, time, {
        person: personId(n),
        kid,
        key: { kty: 'OKP', crv: 'Ed25519', x },
        ...always,
      }),
    ),
    heartbeat(time),
  ];
}

/** A person begins to work here. */
export const hired = (worker: Worker, effective: string, time: string): SourceEvent =>
  event('worker.hired.v1', `hired-${worker.n}`, time, {
    worker: personId(worker.n),
    effective,
    department: worker.department,
    job: worker.job,
    manager: worker.manager === null ? null : personId(worker.manager),
    accounts: systemsOf(worker).map((system) => ({ system, account: accountOf(worker.n) })),
  });

/** Treasury works at the bank's portal, too. */
const systemsOf = ({ erp, department }: Worker): readonly string[] => [
  ...(erp ? ['erp'] : []),
  ...(department === 'treasury' ? ['bank'] : []),
];

/** What an account that somebody logs in with is called as an identity of its own. */
export const accountId = (account: string): string => `account:erp:${account}`;

/** A person has, from `time` on, an account in the ERP besides the one she was hired with. */
export const secondAccount = (n: number, account: string, time: string): SourceEvent =>
  event('identity.controlled.v1', `controlled-account-${account}`, time, {
    identity: accountId(account),
    controller: personId(n),
    how: 'owner',
    accounts: [{ system: 'erp', account }],
    effective: time,
    until: null,
  });

/** A person has control over a colleague in a window, e.g. stands in for him. Of two such words the one that was effective later counts. */
export const controlsColleague = (
  n: number,
  how: ControlKind,
  colleague: number,
  { effective, until }: { readonly effective: string; readonly until: string | null },
): SourceEvent =>
  event('identity.controlled.v1', `${how}-${n}-${colleague}-${Date.parse(effective)}`, effective, {
    identity: personId(colleague),
    controller: personId(n),
    how,
    accounts: [],
    effective,
    until,
  });

/** Every secret of a machine is a new one from `time` on. */
export const secretRotated = (identity: string, time: string): SourceEvent =>
  event('identity.secret-rotated.v1', `rotated-${identity.replace(':', '-')}-${Date.parse(time)}`, time, {
    identity,
    effective: time,
  });

/** A person works here no longer, from `effective` on. */
export const left = (n: number, effective: string, time: string): SourceEvent =>
  event('worker.left.v1', `left-${n}`, time, { worker: personId(n), effective });

/** She signs in with `login-<n>`. */
export const enrolledLogin = (n: number, issuer: string, time: string): SourceEvent =>
  event('login.enrolled.v1', `login-${n}`, time, {
    person: personId(n),
    issuer,
    subject: loginOf(n),
    ...always,
  });

/** HR has said all it knew at `time`. */
export const heartbeat = (time: string): SourceEvent =>
  event('source.heartbeat.v1', `heartbeat-${Date.parse(time)}`, time, { at: time });

const dayMs = 86_400_000;
/** Spread over five years, by personnel number. */
const hiredOn = ({ n }: Worker): string =>
  new Date(Date.UTC(2020, 0, 1) + ((n * 7) % 1800) * dayMs).toISOString();
