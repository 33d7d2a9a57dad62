import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { enrolledLogin } from '@countersign/demo';
import { eventually, type RunFile, type SourceEvent, type Sources } from '@countersign/demo/stage';
import { bareWorker, deciding, type Department, enrolled, fact, firstWithLogin, worker } from './company.js';
import { untilKnown } from './known.js';
import { accountOf, personOf } from './names.js';
import type { Target } from './target.js';

/** Where new people and facts are numbered from. */
export interface Numbering {
  readonly number: number;
  readonly login: number;
  readonly fact: number;
}

/** A system on which nothing was played yet; one that was used needs numbers of its own, by the second. */
export const firstNumbers: Numbering = { number: 3001, login: firstWithLogin, fact: 0 };
export const numbersAt = (seconds: number): Numbering => ({
  ...{ number: 10_000 + (seconds % 1_000_000), login: firstWithLogin + (seconds % 100), fact: seconds },
});

/** Who works here, who controls what, and who decides: as HR states it, with its own signature. */
export class Workforce {
  private nextNumber: number;
  private nextLogin: number;
  private facts: number;
  /** Facts about control that policy may not know yet. */
  private readonly stated: string[] = [];

  constructor(
    private readonly about: () => RunFile,
    private readonly hr: Sources['hr'],
    private readonly erp: Target,
    { number, login, fact: facts }: Numbering,
  ) {
    [this.nextNumber, this.nextLogin, this.facts] = [number, login, facts];
  }

  private get folder(): string {
    return secretsOf(this.about());
  }
  get issuer(): string {
    return this.about().addresses['openid-provider'] ?? '';
  }

  /** Waits until policy knows all control that was stated. */
  untilKnown(): Promise<void> {
    return untilKnown(this.about(), this.stated.splice(0));
  }

  /** Waits until policy knows this fact, by its id at its source. */
  knows(event: string): Promise<void> {
    return untilKnown(this.about(), [event]);
  }

  /** HR states facts. */
  async states(...events: readonly SourceEvent[]): Promise<void> {
    await this.hr.publishAll(events);
  }

  /** HR states that somebody controls something; `accounts` of the target that it uses. */
  controls(
    identity: string,
    n: number | string,
    how: string,
    accounts: readonly string[] = [],
    change: object = {},
  ) {
    const controller = typeof n === 'number' ? personOf(n) : n;
    const name = `control-${(this.facts += 1)}`;
    this.stated.push(`attack-${name}`);
    const event = fact('identity.controlled.v1', name, {
      ...{ identity, controller, how, effective: '2025-01-01T00:00:00.000Z', until: null },
      accounts: accounts.map((account) => ({ system: 'erp', account })),
      ...change,
    });
    return this.states(event);
  }

  /** HR states that a further account is hers. */
  links(n: number, account: string): Promise<void> {
    return this.states(
      fact('identity.linked.v1', `linked-${account}`, {
        ...{ person: personOf(n), account: { system: 'erp', account } },
        ...{ effective: '2025-01-01T00:00:00.000Z', until: null },
      }),
    );
  }

  /** Hires so many people with an account, and waits until they can log in to the ERP. In treasury they have one at the bank, too. */
  async hires(count: number, department?: Department): Promise<number[]> {
    const numbers = Array.from({ length: count }, () => this.nextNumber++);
    await this.states(...numbers.map((n) => worker(n, true, department)));
    await this.untilThere(numbers.map(accountOf));
    return numbers;
  }

  /** Hires so many people who have an account and are born with nothing, and waits for nothing. */
  async hiresBare(count: number): Promise<number[]> {
    const numbers = Array.from({ length: count }, () => this.nextNumber++);
    await this.states(...numbers.map((n) => bareWorker(n)));
    return numbers;
  }

  /** Hires somebody with an account who can sign in as well. */
  async hiresWithLogin(): Promise<number> {
    const n = this.nextLogin++;
    await this.hiresAs(n);
    return n;
  }

  /** Hires whom the law or a provider knows by this number, with an account and a login. */
  async hiresAs(n: number): Promise<void> {
    await this.states(worker(n, true), enrolledLogin(n, this.issuer, new Date().toISOString()));
    await this.untilThere([accountOf(n)]);
  }

  /** Hires somebody who holds nothing and owns whatever is hers alone. */
  async hiresOwner(): Promise<number> {
    const n = this.nextNumber++;
    await this.states(worker(n, false));
    return n;
  }

  /** Hires somebody who decides for a group: without access of her own, or as one who can be given some. */
  async hiresApprover(group: string, office = false): Promise<number> {
    const n = this.nextLogin++;
    await this.states(worker(n, office), enrolledLogin(n, this.issuer, new Date().toISOString()));
    await this.joins(n, group);
    if (office) await this.untilThere([accountOf(n)]);
    return n;
  }

  /** Somebody who works here decides for a group from now on. */
  joins(n: number, group: string): Promise<void> {
    return this.states(...deciding(this.folder, n, group));
  }

  /** HR enrols another voting key of hers, and approval knows it; gives the private half. */
  async enrolsAnotherKey(n: number): Promise<object> {
    const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const kid = `vote-${n}-second`;
    await this.states(enrolled({ n, kid, x }));
    await untilKnown(this.about(), [`attack-${kid}`], 'approval');
    return { kty: 'OKP', crv: 'Ed25519', x, d, kid };
  }

  private async untilThere(accounts: readonly string[]): Promise<void> {
    const there = `SELECT count(*)::int AS n FROM pg_roles WHERE rolcanlogin AND rolname = ANY($1)`;
    const patience = 120_000 + accounts.length * 1_000;
    await eventually(
      `${accounts.length} accounts`,
      async () => (await this.erp.run<{ n: number }>(there, [accounts]))[0]?.n === accounts.length,
      patience,
    );
  }
}

/** Where a run keeps secrets. */
export const secretsOf = ({ runDir }: RunFile): string => join(runDir, 'secrets');
