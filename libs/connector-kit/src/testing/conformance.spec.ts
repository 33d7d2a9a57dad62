import type { AccountName, SystemId } from '@countersign/contracts';
import type { Place } from '../place.decision.js';
import type { PlaceTransaction } from '../target-driver.js';
import { type ConformanceHarness, conformance, MemoryDriver, MemoryTarget, playCase } from './index.js';

const place: Place = { account: 'u1001' as AccountName, permission: 'role:clerk' };
const unmanaged: Place = { ...place, permission: 'role:owner' };

type MakeDriver = (target: MemoryTarget) => MemoryDriver;

const harnessOf = (makeDriver: MakeDriver) => async (): Promise<ConformanceHarness> => {
  const target = new MemoryTarget(({ permission }) => permission === place.permission);
  return {
    system: 'erp' as SystemId,
    place,
    unmanaged,
    driver: () => makeDriver(target),
    holds: async (at) => target.at(at).held,
    grantOutside: async (at) => target.write(at, { held: true }),
    openSession: async () => ({
      alive: async () => target.sessionsToEnd.size > 0,
      close: async () => undefined,
    }),
    dispose: async () => undefined,
  };
};

describe('conformance of the reference driver', () => {
  it.each(conformance.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    await playCase(
      one,
      harnessOf((target) => new MemoryDriver(target)),
    );
  });
});

/** A driver that does one thing of a place's transaction differently. */
const broken = (
  change: (tx: PlaceTransaction, target: MemoryTarget, at: Place) => Partial<PlaceTransaction>,
): MakeDriver => {
  class Double extends MemoryDriver {
    protected override open(at: Place): PlaceTransaction {
      const tx = super.open(at);
      return { ...tx, ...change(tx, this.target, at) };
    }
  }
  return (target) => new Double(target);
};

class NoRollback extends MemoryDriver {
  override transact<T>(at: Place, work: (tx: PlaceTransaction) => Promise<T>): Promise<T> {
    return this.target.alone(() => work(this.open(at)));
  }
}
class NoLock extends MemoryDriver {
  override async transact<T>(at: Place, work: (tx: PlaceTransaction) => Promise<T>): Promise<T> {
    const tx = this.open(at);
    return work({
      ...tx,
      read: async (clearances) => {
        const facts = await tx.read(clearances);
        await new Promise((resolve) => setImmediate(resolve)); // somebody else reads before we write
        return facts;
      },
    });
  }
}
class NoTimer extends MemoryDriver {
  override async due() {
    return [];
  }
}
class NoClock extends MemoryDriver {
  override async now() {
    return NaN;
  }
}
class Repeats extends MemoryDriver {
  override async reported() {}
}
class ReportsEarly extends MemoryDriver {
  override async unreported(limit: number) {
    return [...this.target.endings].map(([id, ended]) => ({ id, ended })).slice(0, limit);
  }
}
class LeavesSessions extends MemoryDriver {
  override async settle() {}
}
/** Remembers in the process instead of in the target. */
const forgetful: MakeDriver = (target) => {
  const own = new MemoryTarget(target.managed);
  const double = new (class extends MemoryDriver {
    protected override open(at: Place): PlaceTransaction {
      const tx = super.open(at);
      return {
        ...tx,
        read: async (clearances) => ({ ...(await tx.read(clearances)), memory: own.at(at).memory }),
        remember: async (memory, spent) => {
          own.write(at, { memory });
          const before = target.at(at).memory;
          await tx.remember(memory, spent);
          target.write(at, { memory: before });
        },
      };
    }
  })(target);
  return double;
};

const doubles: readonly (readonly [string, MakeDriver, string])[] = [
  [
    'never writes its token down',
    broken(() => ({ remember: async () => undefined })),
    'fences a token lower',
  ],
  ['says done and does nothing', broken(() => ({ add: async () => null })), 'applies what was verified'],
  [
    'keeps what it added too late',
    broken(() => ({ undo: async () => undefined })),
    'adds nothing that became',
  ],
  [
    'undoes more than it added',
    broken((_tx, target, at) => ({ undo: async () => target.write(at, { held: false }) })),
    'adds nothing that became',
  ],
  ['removes nothing', broken(() => ({ remove: async () => [] })), 'removes what the newer state lacks'],
  [
    'forgets what is spent',
    broken((tx) => ({ remember: (memory) => tx.remember(memory, []) })),
    'never takes a clearance that has left',
  ],
  ['loses its memory with the process', forgetful, 'answers the same order again'],
  [
    'keeps the effect when the transaction fails',
    (target) => new NoRollback(target),
    'token and effect are there',
  ],
  ['takes no lock', (target) => new NoLock(target), 'of two orders given to two processes at once'],
  ['does not know the time', (target) => new NoClock(target), 'tells its own time'],
  ['has no timer', (target) => new NoTimer(target), 'ends access at `until` by itself'],
  ['reports an ending again and again', (target) => new Repeats(target), 'lists an ending until'],
  ['reports an ending before its sessions', (target) => new ReportsEarly(target), 'lists no ending while'],
  ['leaves sessions open', (target) => new LeavesSessions(target), 'ends the sessions of an account'],
  [
    'does not see what it is to adopt',
    broken((tx, target, at) => ({
      read: async (clearances) => ({
        ...(await tx.read(clearances)),
        ...(target.at(at).memory ? {} : { held: false }),
      }),
    })),
    'adopted keeps what was held',
  ],
  [
    'ignores the owner’s list',
    broken((tx, target, at) => ({
      read: async (clearances) => ({ ...(await tx.read(clearances)), barrier: null }),
      add: async () => (target.write(at, { held: true }), null),
    })),
    'refuses what the target’s owner has not',
  ],
  [
    'does not see what others gave',
    broken((tx, target, at) => ({
      read: async (clearances) => ({
        ...(await tx.read(clearances)),
        held: target.at(at).memory?.answer.outcome === 'fenced',
      }),
    })),
    'takes away what somebody else gave',
  ],
  [
    'takes a refusal by the target for done',
    broken((tx) => ({
      read: async (clearances) => ({ ...(await tx.read(clearances)), barrier: null }),
      add: async () => (await tx.add(), null),
    })),
    'refuses what the target’s owner has not',
  ],
];

describe('the suite catches a connector that', () => {
  it.each(doubles)('%s', async (_name, makeDriver, caught) => {
    const one = conformance.find(({ name }) => name.startsWith(caught));
    expect(one).toBeDefined();
    await expect(playCase(one!, harnessOf(makeDriver))).rejects.toMatchObject({
      code: 'CONFORMANCE_FAILURE',
    });
  });

  it('catches a double by its own case and by no other', async () => {
    const caught = await Promise.all(
      conformance.map((one) =>
        playCase(
          one,
          harnessOf((target) => new Repeats(target)),
        ).then(
          () => null,
          () => one.name,
        ),
      ),
    );
    expect(caught.filter(Boolean)).toEqual([
      'lists an ending until it is reported, after a restart too, then never again',
    ]);
  });
});
