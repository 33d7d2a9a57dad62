import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TargetOptions } from './target-reader.js';

const setup = readFileSync(join(__dirname, '../../target/setup.sql'), 'utf8');
const password = 'observer-in-tests';

/** A target of its own in the test cluster, its owner, and the observer's credential there. */
export class TestTarget {
  private constructor(
    readonly owner: Client,
    readonly tag: string,
  ) {}

  static async create(): Promise<TestTarget> {
    const tag = randomBytes(4).toString('hex');
    const cluster = await connect(urlOf('postgres'));
    await cluster.query(`CREATE DATABASE observed_${tag}`);
    await cluster.end();
    const target = new TestTarget(await connect(urlOf(`observed_${tag}`)), tag);
    await target.owner.query(
      `CREATE SCHEMA countersign; CREATE TABLE countersign.account (name text PRIMARY KEY, role_oid oid)`,
    );
    await target.setUp();
    return target;
  }

  /** The roles are the cluster's: whoever sets up at the same moment as another does it again. */
  async setUp(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.owner.query(`SET countersign.observer_password = '${password}'`);
        await this.owner.query(setup);
        return;
      } catch (error) {
        if (attempt > 20 || !/concurrently|deadlock/.test((error as Error).message)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
      }
    }
  }

  options(): TargetOptions {
    const url = new URL(urlOf(`observed_${this.tag}`));
    [url.username, url.password] = ['countersign_observer', ''];
    return { url: url.href, password: () => password };
  }

  connectAsObserver(): Promise<Client> {
    return connect(urlOf(`observed_${this.tag}`, 'countersign_observer', password));
  }

  async dispose(): Promise<void> {
    await this.owner.end();
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function urlOf(database: string, role?: string, secret = ''): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://missing');
  url.pathname = `/${database}`;
  if (role) [url.username, url.password] = [role, secret];
  return url.href;
}
