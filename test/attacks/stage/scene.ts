import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  attachSystem,
  eventually,
  lookInto,
  openSources,
  readSecret,
  type RunFile,
  type RunningSystem,
  type Sources,
} from '@countersign/demo/stage';
import type pg from 'pg';
import type { Anchor, Where } from '../checker/where.js';
import type { Asked, Ending } from './asked.js';
import { founding } from './company.js';
import { Desks } from './desks.js';
import { accountOf, item, personOf } from './names.js';
import { Requests } from './requests.js';
import { Target } from './target.js';
import { Wire } from './wire.js';
import { firstNumbers, type Numbering, numbersAt, secretsOf, Workforce } from './workforce.js';

export type { Asked, Ending };
export { accountOf, item, personOf };

/** A running system and all that attacks are played with: its sources, its people, its wires, its targets. */
export class Scene {
  readonly erp: Target;
  readonly bank: Target;
  readonly workforce: Workforce;
  readonly desks: Desks;
  readonly requests: Requests;

  private constructor(
    readonly system: RunningSystem,
    readonly wire: Wire,
    readonly sources: Sources,
    numbers: Numbering,
  ) {
    const about = () => this.about;
    this.erp = new Target(about, 'erp');
    this.bank = new Target(about, 'bank');
    this.workforce = new Workforce(about, sources.hr, this.erp, numbers);
    this.desks = new Desks(about, wire);
    this.requests = new Requests(wire, sources.itsm, this.desks, this.workforce);
  }

  /** `used`: attacks have been played on this system before, so new people need new numbers. */
  static async open(runFile: string, used = false): Promise<Scene> {
    const system = await attachSystem(runFile);
    const about = system.about();
    const numbers = used ? numbersAt(Math.floor(Date.now() / 1_000)) : firstNumbers;
    const scene = new Scene(system, await Wire.tap(about), await openSources(about), numbers);
    const folder = secretsOf(about);
    const founded = join(folder, 'attacks-founded');
    if (!existsSync(founded)) await scene.workforce.states(...founding(folder, scene.workforce.issuer));
    writeFileSync(founded, '');
    return scene;
  }

  async close(): Promise<void> {
    await this.wire.close();
    await this.sources.close();
  }

  get about(): RunFile {
    return this.system.about();
  }
  /** What the checker is told. */
  get where(): Where {
    const { deployment, brokers, secrets } = this.about;
    const anchor = JSON.parse(
      readSecret((secrets as unknown as { trustAnchor: string }).trustAnchor),
    ) as Anchor;
    return {
      ...{ deployment, brokers, anchor, targets: { erp: this.erp.url, bank: this.bank.url } },
      kafka: { username: 'admin', password: readSecret(secrets.kafka['admin']) },
    };
  }

  /** Looks into a service's database, read only. */
  lookInto<R extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []): Promise<R[]> {
    return lookInto<R>(this.about, database, sql, values);
  }

  /** Open findings of policy of whose subject or message these words are a part, as codes. */
  async findings(words: string): Promise<string[]> {
    const rows = await this.lookInto<{ code: string }>(
      'policy',
      `SELECT code FROM finding WHERE closed_at IS NULL AND position($1 IN subject || ' ' || message) > 0 ORDER BY code`,
      [words],
    );
    return rows.map(({ code }) => code);
  }

  /** Waits for an open finding about something; gives its codes. */
  finding(words: string, code?: string, withinMs?: number): Promise<string> {
    return eventually(
      `a finding ${code ?? ''} about ${words}`,
      async () => {
        const found = await this.findings(words);
        return (code === undefined ? found.length > 0 : found.includes(code)) && found.join(' ');
      },
      withinMs,
    );
  }
}
