// The people who can sign in at the demonstration's OpenID provider: a file of the run folder, read at every attempt,
// so that people may be added while it runs.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Wrong passwords per login and minute; further attempts are refused unread. */
const ATTEMPTS = 5;
const MINUTE = 60_000;

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();

export class People {
  /** @type {Map<string, number[]>} times of wrong passwords, by login */
  #wrong = new Map();

  /** @param {string} file `[{ login, password }]` @param {() => number} now milliseconds */
  constructor(file, now = Date.now) {
    this.file = file;
    this.now = now;
  }

  /** @returns {Map<string, string>} login to password */
  #read() {
    /** @type {{ login: string, password: string }[]} */
    const entries = JSON.parse(readFileSync(this.file, 'utf8'));
    return new Map(entries.map(({ login, password }) => [login, password]));
  }

  /** @param {string} login */
  exists(login) {
    return this.#read().has(login);
  }

  /**
   * @param {string} login @param {string} password
   * @returns {'yes' | 'no' | 'too-many'} takes as long for an unknown login as for a wrong password
   */
  check(login, password) {
    const recent = (this.#wrong.get(login) ?? []).filter((time) => this.now() - time < MINUTE);
    if (recent.length >= ATTEMPTS) return 'too-many';
    const known = this.#read().get(login);
    if (timingSafeEqual(digest(known ?? ''), digest(password)) && known !== undefined) {
      this.#wrong.delete(login);
      return 'yes';
    }
    if (this.#wrong.size > 10_000) this.#wrong.clear();
    this.#wrong.set(login, [...recent, this.now()]);
    return 'no';
  }
}
