import { readSecret, type RunFile } from '@countersign/demo/stage';
import pg from 'pg';
import { holdingsIn } from '../checker/holdings.js';

/** A target system as its superuser sees it. */
export class Target {
  constructor(
    private readonly about: () => RunFile,
    readonly system: 'erp' | 'bank',
  ) {}

  /** A superuser's connection. */
  get url(): string {
    const { addresses, secrets } = this.about();
    const url = new URL(addresses[`target-${this.system}`] ?? '');
    url.username = 'postgres';
    url.password = readSecret(secrets.targets[this.system]?.['postgres']);
    return url.href;
  }

  /** Permissions of an account, by the target's own catalog. */
  async holds(account: string): Promise<readonly string[]> {
    const all = await holdingsIn(this.system, this.url);
    return all.filter((one) => one.account === account).map(({ permission }) => permission);
  }

  /** Runs SQL in it. */
  async run<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }
}
