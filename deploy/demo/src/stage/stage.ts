import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, cast, loginOf, personId } from '../company/cast.js';
import { companyEvents } from '../company/events.js';
import { approvers } from '../company/groups.js';
import { createVotingKeys, votingKeyFile } from '../company/voting-keys.js';
import { eventually } from './eventually.js';
import { foundOnce } from './founding.js';
import { Person } from './people.js';
import { attachSystem, type RunFile, type RunningSystem } from './running-system.js';
import { openSources, type Sources } from './sources.js';
import { Target } from './target.js';
import { Traces } from './traces.js';

/** Everything a story plays with: the running system, its sources, its target, its people. */
export interface Stage extends Sources {
  readonly system: RunningSystem;
  readonly about: RunFile;
  /** Where the run keeps secrets, and the demonstration how far it has come. */
  readonly folder: string;
  /** The ERP. */
  readonly target: Target;
  /** The portal of the bank. */
  readonly bank: Target;
  readonly traces: Traces;
  /** A person at her desk, logged in; by personnel number. */
  readonly person: (n: number) => Promise<Person>;
}

function peopleOf(about: RunFile, folder: string): (n: number) => Promise<Person> {
  const known = new Map<number, Promise<Person>>();
  return (n) => {
    const file = votingKeyFile(folder, n);
    const key = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : null;
    const person = known.get(n) ?? Person.logIn(about, personId(n), loginOf(n), key);
    known.set(n, person);
    return person;
  };
}

/** Opens a running system for playing; `runFile` names one, else it is the newest of this checkout. */
export async function openStage(runFile?: string): Promise<Stage> {
  const system = await attachSystem(runFile);
  const about = system.about();
  const folder = join(about.runDir, 'secrets');
  const sources = await openSources(about);
  return {
    ...sources,
    system,
    about,
    folder,
    target: new Target(about),
    bank: new Target(about, 'bank'),
    traces: new Traces(about),
    person: peopleOf(about, folder),
  };
}

/**
 * HR states the company, once for each run of a system, and everybody in the cast gets what she is born with. Returns how many events were
 * stated; 0 when it had been done before.
 */
export function foundCompany({ about, folder, hr, target }: Stage): Promise<number> {
  return foundOnce(folder, async (time) => {
    const votingKeys = createVotingKeys(folder, approvers);
    const issuer = about.addresses['openid-provider'] as string;
    const events = companyEvents({ issuer, votingKeys, time });
    await hr.publishAll(events);
    for (const n of [cast.leaver, cast.bystander])
      await eventually(`account ${accountOf(n)}`, () => target.canLogIn(accountOf(n)), 240_000);
    return events.length;
  });
}
