import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** @param {Buffer} key @param {string} text */
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/**
 * What PostgreSQL stores for a password (RFC 5802, SCRAM-SHA-256), so that the password itself never travels to it
 * nor stands in its log. For passwords of printable ASCII, as ours are: no SASLprep is done.
 * @param {string} password
 * @param {Buffer} [salt] 16 random bytes by default
 * @returns {string} for `CREATE ROLE … PASSWORD '<verifier>'`
 */
export function scramVerifier(password, salt = randomBytes(16)) {
  const iterations = 4096;
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
