import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createPublisher, type Publisher } from '@countersign/source';
import { loadSigningKey } from '@countersign/statement/sign';
import { signInPerson, signInSystem } from '../../../deploy/embedded/sign-in.mjs';
import { eventually } from '../system/eventually.js';
import { about, addressOf, secret } from '../system/running-system.js';
import { call } from './http-call.js';

/** A source's publisher with everything that the source has. */
export async function publisherOf(source: string): Promise<Publisher> {
  const { brokers, deployment, secrets } = about();
  const key = secrets.signingKeys[source];
  return createPublisher({
    ...{ source, deployment, brokers, username: source, password: secret(secrets.kafka[source]) },
    ...(key === undefined ? {} : { signingKey: await loadSigningKey(JSON.parse(secret(key))) }),
  });
}

/** Gives somebody a login at the OpenID provider and signs in with it. Whose login it is, nobody has said yet. */
export async function tokenOfLogin(login: string): Promise<string> {
  const file = about().secrets.openidPeople;
  const people = JSON.parse(readFileSync(file, 'utf8')) as { login: string; password: string }[];
  const password = randomBytes(12).toString('base64url');
  writeFileSync(
    file,
    JSON.stringify([...people.filter((person) => person.login !== login), { login, password }]),
  );
  const issuer = addressOf('openid-provider');
  return (await signInPerson({ issuer, login, password })).accessToken;
}

/** The token of a source's own system. */
export async function tokenOfSystem(source: string): Promise<string> {
  const clients = JSON.parse(secret(about().secrets.openidClients)) as Record<string, string>;
  const clientId = `${source}-system`;
  const issuer = addressOf('openid-provider');
  return (await signInSystem({ issuer, clientId, clientSecret: clients[clientId] ?? '' })).accessToken;
}

/** A person whose login HR has enrolled, and who is signed in. */
export interface SignedIn {
  readonly person: string;
  readonly token: string;
}

export async function signedIn(hr: Publisher, name: string): Promise<SignedIn> {
  const [person, login] = [`person:${name}`, `login-${name}`];
  const token = await tokenOfLogin(login);
  await hr.publish({
    type: 'login.enrolled.v1',
    data: {
      ...{ person, issuer: addressOf('openid-provider'), subject: login },
      ...{ effective: '2026-01-01T00:00:00.000Z', until: null },
    },
  });
  await eventually(`${login} to be known`, async () => {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await call({ method: 'GET', path: '/requests/r-AAAAAAAAAAAAAAAAAAAAAA', headers });
    return status === 404;
  });
  return { person, token };
}
