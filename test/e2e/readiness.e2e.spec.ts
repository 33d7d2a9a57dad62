import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from './system/eventually.js';
import { about, addressOf, control, inventory } from './system/running-system.js';

const services = inventory.processes.filter(({ kind }) => kind === 'service').map(({ name }) => name);

const health = async (service: string, what: 'ready' | 'live'): Promise<number> =>
  (await fetch(`${addressOf(service)}/health/${what}`, { signal: AbortSignal.timeout(2_000) })).status;
const all = async (what: 'ready' | 'live', status: number): Promise<boolean> =>
  (await Promise.all(services.map((service) => health(service, what)))).every((each) => each === status);
const pids = () => services.map((service) => about().processes[service]?.pid);

/** Process ids of a part and of all that it has forked. */
function family(name: string): number[] {
  const parent = about().processes[name]?.pid ?? 0;
  const children = readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent);
    } catch {
      return false; // it has gone meanwhile
    }
  });
  return [parent, ...children.map(Number)];
}

const hangs = (part: string) => {
  const stopped = family(part);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  return async () => {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  };
};
const dies = async (part: string) => {
  await control().kill(part);
  return () => control().start(part);
};

/** The time from which losing a part must show, ms; and the patience until all is well again. */
const within = 5_000;
const patience = 60_000;

describe.each([
  ['the database hangs', 'platform-postgres', hangs],
  ['the database dies', 'platform-postgres', dies],
  ['the broker hangs', 'kafka', hangs],
  ['the broker dies', 'kafka', dies],
])('when %s', (_, part, happens) => {
  it('every service says within 5 s that it is not ready, lives on, and is ready again afterwards', async () => {
    await eventually('every service to be ready', () => all('ready', 200), patience);
    const before = pids();
    const heal = await happens(part);
    const since = performance.now();
    try {
      await eventually('every service to say that it is not ready', () => all('ready', 503), 15_000);
      expect(performance.now() - since).toBeLessThan(within);
      expect(await all('live', 200)).toBe(true);
    } finally {
      await heal();
    }
    await eventually('every service to be ready again', () => all('ready', 200), patience);
    expect(pids()).toEqual(before);
  }, 180_000);
});
