import { generateKeyPairSync } from 'node:crypto';
import { CountersignApi, makeVote, ServiceRefused, type Task } from '@countersign/cli';
import type { Publisher } from '@countersign/source';
import { loadSigningKey, type SigningKey } from '@countersign/statement/sign';
import { eventually } from '../system/eventually.js';
import { about, addressOf } from '../system/running-system.js';
import { signedIn } from './people.js';

const always = { effective: '2026-01-01T00:00:00.000Z', until: null };

/** Somebody who decides: she works here, is in a group, is signed in and has a voting key of her own. */
export interface Voter {
  readonly person: string;
  readonly token: string;
  readonly sign: (task: Task, decision?: 'yes' | 'no') => Promise<string>;
}

/** HR states that somebody works here, with an account on the target or without. */
export const hire = (hr: Publisher, worker: string, account?: string): Promise<unknown> =>
  hr.publish({
    type: 'worker.hired.v1',
    data: {
      ...{ worker, effective: always.effective, department: 'e2e', job: 'nothing', manager: null },
      accounts: account === undefined ? [] : [{ system: 'erp', account }],
    },
  });

/** HR states a new voter of a group. */
export async function aVoter(hr: Publisher, name: string, group: string): Promise<Voter> {
  const { person, token } = await signedIn(hr, name);
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x, d, kid: `vote-${name}` };
  const key: SigningKey = await loadSigningKey(jwk);
  await hire(hr, person);
  await hr.publish({ type: 'group.membership.v1', data: { group, person, ...always } });
  await hr.publish({
    type: 'voting-key.enrolled.v1',
    data: { person, kid: jwk.kid, key: { kty: 'OKP', crv: 'Ed25519', x }, ...always },
  });
  const { deployment } = about();
  return {
    ...{ person, token },
    sign: (task, decision = 'yes') =>
      makeVote(deployment, task, { voter: person, decision, reason: 'agreed', at: Date.now() }, key),
  };
}

/** What approval answers while the facts about a login are still on their way to it. */
const notYetKnown = (error: unknown): Task[] => {
  if (error instanceof ServiceRefused && error.status === 403) return [];
  throw error;
};

export const apiOf = ({ token }: Voter): CountersignApi =>
  new CountersignApi({ request: addressOf('request'), approval: addressOf('approval'), token });

/** Waits until a request lies in a voter's inbox, and until approval knows her at all. */
export function taskOf(voter: Voter, request: string): Promise<Task> {
  const { person } = voter;
  const api = apiOf(voter);
  return eventually(`${request} in the inbox of ${person}`, async () =>
    (await api.inbox().catch(notYetKnown)).find((task) => task.request === request),
  );
}
