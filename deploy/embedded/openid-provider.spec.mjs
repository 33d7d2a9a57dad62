// The real provider, by the steps a browser, a CLI and a system take.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startSystem } from './launcher.mjs';
import { signInPerson, signInSystem } from './sign-in.mjs';
import { statusOf } from './test-fixtures/raw-request.mjs';

const json = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'));

describe('the OpenID provider', () => {
  /** @type {import('./system.mjs').LaunchedSystem} */
  let system;
  let issuer = '';
  /** @type {{ login: string, password: string }} */
  let person;
  before(async () => {
    system = await startSystem({ only: ['openid-provider'], logins: ['login-1001', 'login-1002'] });
    issuer = system.addresses['openid-provider'] ?? '';
    [person] = json(system.secrets.openidPeople);
  });
  after(() => system.stop());

  /** @param {string} token what any resource server would check */
  const verified = (token) =>
    jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
      issuer,
      audience: 'countersign',
      typ: 'at+jwt',
      algorithms: ['RS256'],
    });

  it('gives a person who signs in an RFC 9068 token', async () => {
    const { accessToken, expiresIn } = await signInPerson({ issuer, ...person });
    const { payload } = await verified(accessToken);
    assert.deepEqual([payload.sub, payload.client_id, expiresIn], ['login-1001', 'countersign-console', 600]);
    assert.equal(payload.scope, 'requests:read requests:write votes:write');
    assert.ok(payload.jti);
  });

  it('gives a system a token for itself, with which nobody can vote', async () => {
    const clients = json(system.secrets.openidClients);
    for (const scope of ['requests:read requests:write', 'requests:read votes:write']) {
      const { accessToken } = await signInSystem({
        issuer,
        clientId: 'itsm-system',
        clientSecret: clients['itsm-system'],
        scope,
      });
      const { payload } = await verified(accessToken);
      assert.deepEqual([payload.sub, payload.client_id], ['itsm-system', 'itsm-system']);
      assert.equal(String(payload.scope).includes('votes'), false);
    }
  });

  it('refuses a wrong secret, a wrong password and an unknown login', async () => {
    await assert.rejects(
      signInSystem({ issuer, clientId: 'hr-system', clientSecret: 'wrong' }),
      /invalid_client/,
    );
    await assert.rejects(signInPerson({ issuer, login: 'login-1001', password: 'wrong' }), /status 401/);
    await assert.rejects(signInPerson({ issuer, login: 'login-9999', password: '' }), /status 401/);
  });

  it('stops reading passwords after five wrong ones', async () => {
    const [, other] = json(system.secrets.openidPeople);
    for (let i = 0; i < 5; i++)
      await assert.rejects(signInPerson({ issuer, login: other.login, password: `${i}` }), /status 401/);
    await assert.rejects(signInPerson({ issuer, ...other }), /status 429/);
  });

  it('knows people who are added while it runs', async () => {
    const file = system.secrets.openidPeople;
    const added = { login: 'login-2001', password: 'added later' };
    writeFileSync(file, JSON.stringify([...json(file), added]));
    assert.equal(
      (await verified((await signInPerson({ issuer, ...added })).accessToken)).payload.sub,
      'login-2001',
    );
  });

  /** @param {Record<string, string>} form */
  const token = async (form) => {
    const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
    return /** @type {any} */ (await response.json()).error;
  };

  it('offers no other grant, and no client without its own', async () => {
    const client_id = 'countersign-console';
    assert.equal(await token({ grant_type: 'client_credentials', client_id }), 'invalid_request');
    assert.equal(
      await token({ grant_type: 'refresh_token', client_id, refresh_token: 'x' }),
      'invalid_request',
    );
    assert.equal(
      await token({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id,
        device_code: 'x',
      }),
      'unsupported_grant_type',
    );
    assert.equal(
      await token({ grant_type: 'password', client_id, username: person.login, password: person.password }),
      'unsupported_grant_type',
    );
  });

  /** @param {Record<string, string>} parameters @returns {Promise<string | null>} error of an authorization request */
  const authorize = async (parameters) => {
    const query = new URLSearchParams({
      client_id: 'countersign-console',
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1/callback',
      scope: 'openid',
      ...parameters,
    });
    const response = await fetch(`${issuer}/auth?${query}`, { redirect: 'manual' });
    const location = response.headers.get('location');
    return location?.startsWith('http://127.0.0.1/callback')
      ? new URL(location).searchParams.get('error')
      : null;
  };

  it('demands PKCE with S256, and knows one audience', async () => {
    assert.equal(await authorize({}), 'invalid_request');
    assert.equal(
      await authorize({ code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }),
      'invalid_request',
    );
    const pkce = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' };
    assert.equal(await authorize({ ...pkce, resource: 'urn:other' }), 'invalid_target');
    assert.equal(await authorize(pkce), null, 'the control: this one leads to the sign-in page');
  });

  it('answers a path that is no URL, and stays up', async () => {
    assert.equal(await statusOf(issuer, '//'), 400);
    assert.equal((await fetch(`${issuer}/health/ready`)).status, 200);
  });

  it('says nothing of a sign-in to somebody who did not begin it', async () => {
    const response = await fetch(`${issuer}/sign-in/made-up`, {
      method: 'POST',
      body: new URLSearchParams({ login: person.login, password: person.password }),
    });
    assert.equal(response.status, 400);
  });
});
