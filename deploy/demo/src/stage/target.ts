import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { connect } from './connect.js';
import { readSecret, type RunFile, scramVerifier } from './running-system.js';

/** A target system as its own people see it: log in as an account and try things. */
export class Target {
  private readonly passwords = new Map<string, string>();

  constructor(
    private readonly about: RunFile,
    private readonly system = 'erp',
  ) {}

  /** Runs SQL as the target's owner, whom nobody of Countersign can act as. */
  async asOwner<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    const client = await this.connect(
      'postgres',
      readSecret(this.about.secrets.targets[this.system]?.['postgres']),
    );
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /**
   * The owner gives the person a link that works once; she chooses a password and sends back its SCRAM verifier. Neither the owner nor
   * Countersign ever knows the password.
   */
  async choosePassword(account: string): Promise<void> {
    const [link] = await this.asOwner<{ token: string }>('SELECT owner_desk.issue_link($1) AS token', [
      account,
    ]);
    const password = randomBytes(18).toString('base64url');
    await this.asOwner('SELECT owner_desk.redeem_link($1, $2)', [link?.token, await scramVerifier(password)]);
    this.passwords.set(account, password);
  }

  /** Whether an account exists that may log in. */
  async canLogIn(account: string): Promise<boolean> {
    const rows = await this.asOwner('SELECT 1 FROM pg_roles WHERE rolname = $1 AND rolcanlogin', [account]);
    return rows.length === 1;
  }

  /** Logs in as an account. The caller ends the session. Rejects as PostgreSQL does. */
  async session(account: string): Promise<pg.Client> {
    return this.connect(account, this.passwords.get(account) ?? 'none chosen');
  }

  /** Tries a statement as an account, in a session of its own, and says `allowed` or why not, in PostgreSQL's words. Nothing stays of it. */
  async tryAs(account: string, sql: string): Promise<string> {
    let client: pg.Client;
    try {
      client = await this.session(account);
    } catch (error) {
      return `cannot log in: ${(error as Error).message}`;
    }
    try {
      await client.query('BEGIN');
      await client.query(sql);
      return 'allowed';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
      await client.end();
    }
  }

  /**
   * Tries a statement as whoever works under an account. When the target has the account she chooses a password first, so that being unable
   * to log in means that there is none.
   */
  async tryAsOwnerOf(account: string, sql: string): Promise<string> {
    if (!this.passwords.has(account) && (await this.canLogIn(account))) await this.choosePassword(account);
    return this.tryAs(account, sql);
  }

  private connect(user: string, password: string): Promise<pg.Client> {
    const address = this.about.addresses[`target-${this.system}`];
    return connect(address, { user, password, database: this.system });
  }
}
