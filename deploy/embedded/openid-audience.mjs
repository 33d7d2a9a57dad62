// What the OpenID provider issues tokens for, and what they may allow.

/** Resource indicator (RFC 8707) of Countersign's API; the default where a client names none. */
export const RESOURCE = 'urn:countersign:api';
/** `aud` of every access token. */
export const AUDIENCE = 'countersign';
/** What a person's client may ask for. */
export const PERSON_SCOPES = 'requests:read requests:write votes:write';
/** What a system may ask for: no system votes. */
export const SYSTEM_SCOPES = 'requests:read requests:write';
