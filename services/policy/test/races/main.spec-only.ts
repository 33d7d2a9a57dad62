// `main.spec-only.ts <plan as JSON>`: races the two halves of a conflict in two policy processes over one PostgreSQL, by the
// product's own transaction. A child process: reports each race to its parent, and waits there, so that the parent can
// count for itself what stands in the database. Needs TEST_DATABASE_URL.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilWaiting } from '@countersign/testing/database';
import { PolicyDesk } from '../policy-desk.spec-only.js';
import type { Asked, Told } from './client.spec-only.js';
import { criticalLaw } from './critical-law.spec-only.js';
import type { Guards } from './guards.spec-only.js';
import { choicesOf } from './choices.spec-only.js';
import { controllersDecide } from '../askings.spec-only.js';
import { type Pair, pairsOf, undo } from './halves.spec-only.js';

/** One race: so many pairs, under these guards; `stopped`: the first of each pair is stopped by SIGSTOP once it has read. */
interface Race {
  readonly name: string;
  readonly pairs: number;
  readonly guards: Guards;
  readonly stopped?: boolean;
  /** Pairs at the same time; default: as the plan says. */
  readonly lanes?: number;
}
interface Plan {
  /** Roots that there are; they are raced for again and again, from the same start. */
  readonly roots: number;
  /** Two halves of a conflict for one root, or yes and something else to one request. Default: halves. */
  readonly what?: 'halves' | 'choices';
  /** Pairs that are raced at the same time. */
  readonly lanes: number;
  readonly races: readonly Race[];
}

const plan = JSON.parse(process.argv[2] ?? '') as Plan;

/** A policy process, as this one handles it. */
class Client {
  private readonly listeners = new Map<string, (told: Told) => void>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (told: Told) => {
      const key = `${told.told} ${told.job}`;
      this.listeners.get(key)?.(told);
      this.listeners.delete(key);
    });
  }

  static async start(...args: readonly string[]): Promise<Client> {
    const file = join(__dirname, 'client.spec-only.ts');
    const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`a client ended with ${code}`)));
    });
    return new Client(child);
  }

  ask(asked: Asked): void {
    this.child.send(asked);
  }

  until(told: Told['told'], job: number): Promise<Told> {
    return new Promise((resolve) => this.listeners.set(`${told} ${job}`, resolve));
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    this.child.kill(name);
  }

  /** Whether the kernel says that it stands still. */
  get isStopped(): boolean {
    return / \(.*\) T /.test(readFileSync(`/proc/${this.child.pid}/stat`, 'utf8'));
  }

  end(): void {
    this.child.disconnect();
  }
}

interface Tally {
  /** Pairs that were raced, together or not. */
  run: number;
  /** Those of which both transactions were open together. */
  together: number;
  again: number;
  readonly outcomes: Record<string, number>;
}

/** A race that never comes to its pairs is given up. */
const mostRounds = 1_000;

let job = 0;
async function racePair(desk: PolicyDesk, clients: readonly Client[], pair: Pair, race: Race, tally: Tally) {
  const number = (job += 1);
  const [first, second] = (number % 2 === 0 ? clients : [...clients].reverse()) as [Client, Client];
  const open = { ask: 'open', job: number, guards: race.guards } as const;
  const both = [first, second];
  const opened = both.map((client) => client.until('open', number));
  const over = both.map((client) => client.until('over', number));
  const read = first.until('read', number);
  first.ask({ ...open, statement: pair[0], pause: race.stopped === true });
  second.ask({ ...open, statement: pair[1], pause: false });
  // the gate: nobody goes on before both transactions are open; who could not open one has raced with nobody
  const gate = await Promise.all(both.map((_, side) => Promise.race([opened[side], over[side]])));
  tally.run += 1;
  const isRace = gate.every((told) => told?.told === 'open');
  if (race.stopped) {
    first.ask({ ask: 'go', job: number });
    await Promise.race([read, over[0]]);
    first.signal('SIGSTOP');
    second.ask({ ask: 'go', job: number });
    await untilWaiting(desk.ds, over[1]);
    tally.together += isRace && first.isStopped ? 1 : 0;
    first.signal('SIGCONT');
    first.ask({ ask: 'on', job: number });
  } else {
    tally.together += isRace ? 1 : 0;
    for (const client of both) client.ask({ ask: 'go', job: number });
  }
  for (const { outcome = '', again = 0 } of await Promise.all(over)) {
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
    tally.again += again;
  }
}

/** Races for every root once, at most `count` of them. */
async function round(
  desk: PolicyDesk,
  clients: readonly Client[],
  pairs: readonly Pair[],
  race: Race,
  tally: Tally,
) {
  const queue = [...pairs];
  const lane = async () => {
    for (let pair = queue.shift(); pair; pair = queue.shift())
      await racePair(desk, clients, pair, race, tally);
  };
  await Promise.all(Array.from({ length: race.stopped ? 1 : (race.lanes ?? plan.lanes) }, lane));
}

/** Tells the parent, and goes on once it says so. */
const report = (told: object): Promise<unknown> =>
  new Promise((resolve) => {
    process.once('message', resolve);
    process.send?.(told);
  });

async function run(desk: PolicyDesk, clients: readonly Client[], pairs: readonly Pair[], race: Race) {
  const tally: Tally = { run: 0, together: 0, again: 0, outcomes: {} };
  const since = Date.now();
  for (let rounds = 0; tally.together < race.pairs && rounds < mostRounds; rounds++) {
    await desk.force(undo);
    // of requests the counting knows no more than how they stand: one that was not raced would stand there undecided
    const some = plan.what === 'choices' ? pairs : pairs.slice(0, race.pairs - tally.together);
    await round(desk, clients, some, race, tally);
    const { together } = tally;
    await report({ counted: race.name, database: desk.ds.options.database, together });
  }
  await report({ raced: race.name, ...tally, ms: Date.now() - since });
}

async function main(): Promise<void> {
  const desk = await PolicyDesk.open();
  await desk.begin(...controllersDecide);
  desk.under(criticalLaw());
  const pairs = await (plan.what === 'choices' ? choicesOf : pairsOf)(desk, plan.roots);
  const { host, port, username, database, password } = desk.ds.options as unknown as Record<
    string,
    string
  > & {
    password: () => Promise<string>;
  };
  const file = join(mkdtempSync(join(tmpdir(), 'races-')), 'password');
  writeFileSync(file, await password(), { mode: 0o600 });
  const url = `postgres://${username}@${host}:${port}/${database}`;
  const clients = await Promise.all(
    ['2', '3'].map((instance) => Client.start(url, file, instance, `${plan.lanes}`)),
  );
  for (const race of plan.races) await run(desk, clients, pairs, race);
  for (const client of clients) client.end();
  await desk.close();
  process.exit(0);
}

void main();
