import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signInPerson } from '../../../deploy/embedded/sign-in.mjs';
import { call } from '../intake/http-call.js';
import { publisherOf, signedIn } from '../intake/people.js';
import { hire } from '../intake/voters.js';
import { freshId } from '../intake/webhook.js';
import { eventually } from '../system/eventually.js';
import { about, addressOf } from '../system/running-system.js';
import { root } from './pages.js';

let count = 0;
/** A personnel number that nobody had before; digits, as accounts of people have. */
export const freshNumber = (): string => `7${String(Date.now()).slice(-8)}${count++}`;

/** The demonstration's company, with its approvers; stated once for each run of a system. */
export const foundCompany = (): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['deploy/demo/dist/by-hand.js', 'company'], { cwd: root });

/** Logs in a person of the company. */
export async function tokenOf(login: string): Promise<string> {
  const people = JSON.parse(readFileSync(about().secrets.openidPeople, 'utf8')) as {
    login: string;
    password: string;
  }[];
  const password = people.find((person) => person.login === login)?.password ?? '';
  return (await signInPerson({ issuer: addressOf('openid-provider'), login, password })).accessToken;
}

/** Where an approver of the company has her voting key. */
export const votingKeyOf = (number: number): string =>
  join(about().runDir, 'secrets/voting-keys', `person-${number}.json`);

/** A request that waits for votes, and h(a), which a vote on it names. */
export interface Awaiting {
  readonly request: string;
  readonly ha: string;
}

/** Somebody whom HR hired and who is signed in. */
export interface Clerk {
  readonly number: string;
  readonly token: string;
}

export async function hiredClerk(): Promise<Clerk> {
  const number = freshNumber();
  const hr = await publisherOf('hr');
  try {
    await hire(hr, `person:${number}`, `u${number}`);
    const { token } = await signedIn(hr, number);
    return { number, token };
  } finally {
    await hr.close();
  }
}

interface Told {
  readonly state?: string;
  readonly steps?: readonly { readonly type: string; readonly hash: string }[];
}

/** She asks to run reports, for which one approver has to say yes. */
export async function asksForReports({ number, token }: Clerk): Promise<Awaiting> {
  const headers = {
    ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    'idempotency-key': freshId(),
  };
  const items = [{ entitlement: 'erp:report:run', scope: {} }];
  const wish = { beneficiary: `person:${number}`, items, reason: 'quarterly figures' };
  const asked = await call({ path: '/requests', headers, body: JSON.stringify(wish) });
  const request = String(asked.body['request']);
  const { authorization } = headers;
  const ha = await eventually(`${request} to await approval`, async () => {
    const { body } = await call({ method: 'GET', path: `/requests/${request}`, headers: { authorization } });
    const { state, steps } = body as Told;
    return state === 'awaiting approval' && steps?.find(({ type }) => type === 'policy.assessed.v1')?.hash;
  });
  return { request, ha };
}
