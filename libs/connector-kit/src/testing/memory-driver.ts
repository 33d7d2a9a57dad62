import type { AccountName, Hash, Millis } from '@countersign/contracts';
import type { Ended } from '@countersign/contracts/connector';
import type { Barrier, Place, PlaceMemory } from '../place.decision.js';
import type { PlaceTransaction, RecordedEnding, TargetDriver } from '../target-driver.js';

interface MemoryPlace {
  readonly held: boolean;
  readonly memory: PlaceMemory | null;
  readonly spent: ReadonlySet<Hash>;
}
const untouched: MemoryPlace = { held: false, memory: null, spent: new Set() };

export const placeKey = ({ account, permission }: Place): string => `${account} ${permission}`;

/** A target that is nothing but memory: what it holds, and what its driver remembers in it. Outlives its drivers. */
export class MemoryTarget {
  readonly places = new Map<string, MemoryPlace>();
  readonly endings = new Map<string, Ended>();
  readonly byKey = new Map<string, Place>();
  /** Accounts whose sessions outlived a removal and are still to be ended. */
  readonly sessionsToEnd = new Set<AccountName>();
  /** Its own time, ms; at the beginning of all time unless a spec says otherwise. */
  time: Millis = 0;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(readonly managed: (place: Place) => boolean = () => true) {}

  at(place: Place): MemoryPlace {
    return this.places.get(placeKey(place)) ?? untouched;
  }

  write(place: Place, change: Partial<MemoryPlace>): void {
    this.byKey.set(placeKey(place), place);
    this.places.set(placeKey(place), { ...this.at(place), ...change });
  }

  /** One after the other, like transactions under one lock. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.tail.then(work);
    this.tail = run.catch(() => undefined);
    return run;
  }
}

/** The reference driver: does what {@link TargetDriver} says and nothing else. Doubles break one thing of it each. */
export class MemoryDriver implements TargetDriver {
  constructor(readonly target: MemoryTarget) {}

  transact<T>(place: Place, work: (tx: PlaceTransaction) => Promise<T>): Promise<T> {
    return this.target.alone(async () => {
      const before = this.target.at(place);
      const endings = new Map(this.target.endings);
      try {
        return await work(this.open(place));
      } catch (error) {
        this.target.write(place, before);
        this.target.endings.clear();
        for (const [id, ended] of endings) this.target.endings.set(id, ended);
        throw error;
      }
    });
  }

  protected open(place: Place): PlaceTransaction {
    const { target } = this;
    let before = target.at(place).held;
    return {
      read: async (clearances) => {
        const { held, memory, spent } = target.at(place);
        const gone = new Set(clearances.filter((clearance) => spent.has(clearance)));
        return { held, memory, spent: gone, barrier: this.barrier(place) };
      },
      add: async () => {
        const barrier = this.barrier(place);
        before = target.at(place).held;
        if (!barrier) target.write(place, { held: true });
        return barrier;
      },
      undo: async () => target.write(place, { held: before }),
      remove: async () => {
        target.write(place, { held: false });
        target.sessionsToEnd.add(place.account);
        return [];
      },
      remember: async (memory, spent) =>
        target.write(place, { memory, spent: new Set([...target.at(place).spent, ...spent]) }),
      recordEnding: async (ended) => {
        target.endings.set(`e${target.endings.size + 1}-${ended.at}`, ended);
      },
    };
  }

  private barrier(place: Place): Barrier | null {
    return this.target.managed(place)
      ? null
      : { code: 'PERMISSION_NOT_MANAGED', message: `\`${place.permission}\` was not handed over` };
  }

  async settle(): Promise<void> {
    this.target.sessionsToEnd.clear();
  }

  async now(): Promise<Millis> {
    return this.target.time;
  }

  async due(now: Millis, limit: number): Promise<readonly Place[]> {
    return [...this.target.places]
      .filter(([, { memory }]) => memory?.state.grants.some(({ until }) => until !== null && until <= now))
      .map(([key]) => this.target.byKey.get(key) as Place)
      .slice(0, limit);
  }

  async unreported(limit: number): Promise<readonly RecordedEnding[]> {
    return [...this.target.endings]
      .filter(([, { account }]) => !this.target.sessionsToEnd.has(account))
      .map(([id, ended]) => ({ id, ended }))
      .slice(0, limit);
  }

  async reported(id: string): Promise<void> {
    this.target.endings.delete(id);
  }
}
