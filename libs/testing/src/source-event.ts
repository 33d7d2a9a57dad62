import type { FactType, UpstreamEvents } from '@countersign/contracts/upstream';
import { sha256 } from '@countersign/statement';
import { aMonday, ms } from './fixed-clock.js';
import { accountOf } from './people.js';
import type { Plain } from './plain.js';

/** An event as a source sends it. `signedBy`: whose key signs it, or null when nobody does; `signedAs`: under whose key id, default its own. */
export interface SourceEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly signedBy: string | null;
  readonly signedAs?: string;
}

/** An instant as sources write it. */
export const instantAt = (at: number): string => new Date(at).toISOString();

const longAgo = instantAt(aMonday - 60 * ms.day);
const always = { effective: longAgo, until: null };

const subjectOf = (data: Readonly<Record<string, unknown>>): string =>
  [data['worker'], data['person'], data['identity'], data['group']].find((id) => typeof id === 'string') ??
  '';

/** Any fact, stated and signed by `hr` when it became effective. Its id follows from its content. */
export function aFact<T extends FactType>(
  type: T,
  data: Plain<UpstreamEvents[T]>,
  change: Partial<SourceEvent> = {},
): SourceEvent {
  const fields = data as Readonly<Record<string, unknown>>;
  return {
    source: 'hr',
    id: `${type}-${sha256(JSON.stringify(data)).slice(0, 16)}`,
    type,
    subject: subjectOf(fields),
    time: String(fields['effective']),
    data: fields,
    signedBy: 'hr',
    ...change,
  };
}

/** A clerk in accounts payable, hired long ago, with her account on `erp`. */
export const hired = (
  worker: string,
  change: Partial<Plain<UpstreamEvents['worker.hired.v1']>> = {},
): SourceEvent =>
  aFact('worker.hired.v1', {
    worker,
    effective: longAgo,
    department: 'accounts-payable',
    job: 'clerk',
    manager: null,
    accounts: [accountOf(worker)],
    ...change,
  });

export const left = (worker: string, at: number): SourceEvent =>
  aFact('worker.left.v1', { worker, effective: instantAt(at) });

/** In a group, without end unless `change` says so. */
export const memberOf = (
  group: string,
  person: string,
  change: Partial<Plain<UpstreamEvents['group.membership.v1']>> = {},
): SourceEvent => aFact('group.membership.v1', { group: `group:${group}`, person, ...always, ...change });

/** An account in a group, without end unless `change` says so. */
export const accountIn = (
  group: string,
  account: { readonly system: string; readonly account: string },
  change: Partial<Plain<UpstreamEvents['group.account-membership.v1']>> = {},
): SourceEvent =>
  aFact('group.account-membership.v1', { group: `group:${group}`, account, ...always, ...change });

/** Votes with the key of `key`, usually her own. */
export const votesWith = (
  person: string,
  key: { readonly kid: string; readonly x: string },
  change: Partial<Plain<UpstreamEvents['voting-key.enrolled.v1']>> = {},
): SourceEvent =>
  aFact('voting-key.enrolled.v1', {
    person,
    kid: key.kid,
    key: { kty: 'OKP', crv: 'Ed25519', x: key.x },
    ...always,
    ...change,
  });

/** A further account of a person. */
export const linked = (
  person: string,
  account: { readonly system: string; readonly account: string },
  change: Partial<Plain<UpstreamEvents['identity.linked.v1']>> = {},
): SourceEvent => aFact('identity.linked.v1', { person, account, ...always, ...change });

/** Who can act as a service account, workload, agent or pipeline; its owner unless `change` says otherwise. */
export const controlled = (
  identity: string,
  controller: string,
  change: Partial<Plain<UpstreamEvents['identity.controlled.v1']>> = {},
): SourceEvent =>
  aFact('identity.controlled.v1', {
    identity,
    controller,
    how: 'owner',
    accounts: [],
    ...always,
    ...change,
  });

/** All secrets of an identity are new from `at` (ms) on. */
export const rotated = (identity: string, at: number): SourceEvent =>
  aFact('identity.secret-rotated.v1', { identity, effective: instantAt(at) });
