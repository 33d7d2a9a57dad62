// How the demonstration's OpenID provider is set up: authorization code with PKCE for people, client credentials for
// systems, and nothing else; RFC 9068 access tokens for one audience.
import { errors, interactionPolicy } from 'oidc-provider';
import { AUDIENCE, PERSON_SCOPES, RESOURCE, SYSTEM_SCOPES } from './openid-audience.mjs';

/** Where people's clients receive the code: the loopback interface, on any port (RFC 8252). */
const LOOPBACK = ['http://127.0.0.1/callback'];

/** Seconds. */
const LIFETIME = {
  AccessToken: 600,
  ClientCredentials: 600,
  AuthorizationCode: 60,
  IdToken: 600,
  Interaction: 600,
  Session: 3600,
  Grant: 3600,
};

/** @param {string} consoleClient @param {Record<string, string>} systems client id to secret */
const clients = (consoleClient, systems) => [
  {
    client_id: consoleClient,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: LOOPBACK,
  },
  ...Object.entries(systems).map(([client_id, client_secret]) => ({
    client_id,
    client_secret,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  })),
];

/** Signing in is asked for, consent is not: the one client is Countersign's own. */
function signInOnly() {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.clear();
  return policy;
}

/** @param {any} ctx of Koa @returns {Promise<any>} what the person's client may do, without a question */
async function grantOf(ctx) {
  const { client, session, provider } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  if (known) return provider.Grant.find(known);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(RESOURCE, PERSON_SCOPES);
  await grant.save();
  return grant;
}

/** @param {any} _ctx @param {string} resource @param {any} client */
async function resourceServer(_ctx, resource, client) {
  if (resource !== RESOURCE) throw new errors.InvalidTarget(`the only resource here is ${RESOURCE}`);
  return {
    scope: client.grantTypeAllowed('client_credentials') ? SYSTEM_SCOPES : PERSON_SCOPES,
    audience: AUDIENCE,
    accessTokenTTL: LIFETIME.AccessToken,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}

/**
 * @param {object} options
 * @param {object} options.keys private JWK set
 * @param {string} options.consoleClient
 * @param {Record<string, string>} options.systems client id to secret
 * @param {string} options.cookieKey
 * @param {(login: string) => boolean} options.exists whether somebody signs in by this name
 * @returns {object} configuration of `oidc-provider`
 */
export const configuration = ({ keys, consoleClient, systems, cookieKey, exists }) => ({
  clients: clients(consoleClient, systems),
  jwks: keys,
  cookies: { keys: [cookieKey], short: { sameSite: 'lax' }, long: { sameSite: 'lax' } },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => RESOURCE,
      useGrantedResource: async () => true,
      getResourceServerInfo: resourceServer,
    },
  },
  responseTypes: ['code'],
  scopes: ['openid'],
  pkce: { required: () => true },
  ttl: LIFETIME,
  interactions: {
    policy: signInOnly(),
    url: (/** @type {any} */ _ctx, /** @type {any} */ interaction) => `/sign-in/${interaction.uid}`,
  },
  loadExistingGrant: grantOf,
  findAccount: async (/** @type {any} */ _ctx, /** @type {string} */ login) =>
    exists(login) ? { accountId: login, claims: async () => ({ sub: login }) } : undefined,
  issueRefreshToken: async () => false,
});
