import type { AccountName, SystemId } from '@countersign/contracts';
import { endDue } from './end-due.js';
import type { Place } from './place.decision.js';
import type { PlaceTransaction } from './target-driver.js';
import { MemoryDriver, MemoryTarget } from './testing/index.js';
import { grant, minute, start } from './testing/scene.js';

/** A target on which some accounts cannot be changed at the moment. */
class Stubborn extends MemoryDriver {
  constructor(
    target: MemoryTarget,
    private readonly refuses: (place: Place) => boolean,
  ) {
    super(target);
  }

  override transact<T>(place: Place, work: (tx: PlaceTransaction) => Promise<T>): Promise<T> {
    if (this.refuses(place)) return Promise.reject(new TypeError('a lock is held'));
    return super.transact(place, work);
  }
}

const place = (n: number): Place => ({ account: `u${n}` as AccountName, permission: 'role:clerk' });

describe('the timer of a connector', () => {
  const round = (
    count: number,
    refuses: (n: number) => boolean,
    { own = start + 2 * minute, targets = 0 } = {},
  ) => {
    const target = new MemoryTarget();
    target.time = targets;
    const state = { grants: [grant('a', start + minute)], adopted: false };
    for (let n = 0; n < count; n++)
      target.write(place(n), { held: true, memory: { token: 1, state } as never });
    const driver = new Stubborn(target, ({ account }) => refuses(Number(account.slice(1))));
    const clock = { now: () => own };
    const held = () => [...Array(count).keys()].filter((n) => target.at(place(n)).held);
    return { run: () => endDue({ driver, system: 'erp' as SystemId, clock }), held };
  };

  it('ends what is due although hundreds of places before it fail, each of which is tried once', async () => {
    const { run, held } = round(330, (n) => n < 320);
    const { ended, failures } = await run();
    expect([ended, failures.length, held().length]).toEqual([10, 320, 320]);
  });

  it.each([
    ['ours is behind', { own: start - 10 * minute, targets: start + minute }, 1],
    ["the target's is behind", { own: start + minute, targets: start - 10 * minute }, 1],
    ['neither has come so far', { own: start + minute - 1, targets: start + minute - 1 }, 0],
  ])('ends by the later of its own clock and the target’s: %s', async (_, clocks, ended) => {
    expect(await round(1, () => false, clocks).run()).toEqual({ ended, failures: [] });
  });

  it('ends about a hundred in a round, and the rest in those that follow', async () => {
    const { run, held } = round(250, () => false);
    const first = await run();
    expect([first.ended, held().length]).toEqual([100, 150]);
    await run();
    await run();
    expect(held()).toEqual([]);
  });
});
