import { aTopic, publish } from '../../test/a-broker.js';
import { Chain, type SignedRecord, aRequest } from '../../test/a-chain.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { clock } from '../../test/a-trust.js';
import { alive, withdrew } from '../../test/an-issuer.js';
import { eventually } from '../../test/eventually.js';
import { gaps, hasOpenGap } from './chain-gap.store.js';
import { clearBrokenChain } from './chain.command.js';
import { listQuarantine } from './quarantine.command.js';

/** A signer that says something else under a number: what its reader's handlers are told of its chain while they handle that very statement. */
describe('what is said under a number that was said before', () => {
  let sandbox: Sandbox;
  let topic: string;
  /** Whether the chain was open, of each statement while it was handled. */
  let openAt: Map<string, boolean>;
  const failing = new Set<string>();
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    topic = await aTopic('policy', 1);
    openAt = new Map();
    failing.clear();
  });
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const name = () => `policy.${topic}.1`;
  const beat = (chain: Chain) =>
    chain.next(alive({ at: clock.now(), heads: [], bundle: 7, registry: 3 }), { key: name() });
  const says = (chain: Chain, n: number) => chain.next(withdrew(aRequest(n)));
  const reads = () =>
    sandbox.read({
      topics: [topic],
      handle: async (statement, context) => {
        if (failing.has(statement.hash)) throw new TypeError('a bug');
        openAt.set(statement.hash, await hasOpenGap(context.tx, 'policy'));
        await sandbox.note(statement, context);
      },
    });
  /** Each in a batch of its own. */
  const arrives = async (before: number, ...records: SignedRecord[]) => {
    for (const [n, record] of records.entries()) {
      await publish(topic, [record]);
      await sandbox.untilRead(before + n + 1);
    }
  };

  it.each([
    ['a statement', says],
    ['a heartbeat', beat],
  ])('finds the chain broken, when it was %s', async (_, before: typeof says) => {
    const chain = new Chain(topic);
    const first = await says(chain, 1);
    const second = await before(chain, 2);
    await reads();
    await arrives(0, first, second);
    expect(await gaps(sandbox.ds)).toEqual([]);
    const fork = new Chain(topic);
    await beat(fork);
    const again = await says(fork, 3);
    await arrives(2, again);
    expect(openAt.get(again.hash)).toBe(true);
    expect(await gaps(sandbox.ds)).toMatchObject([{ chain: name(), broken: expect.any(String) }]);
  });

  it('finds the chain broken, when both come together', async () => {
    const first = await says(new Chain(topic), 1);
    const second = await says(new Chain(topic), 2);
    await publish(topic, [first, second]);
    await reads();
    await sandbox.untilEffects(2);
    expect([...openAt.values()]).toEqual([true, true]);
  });

  it('finds the chain broken once more, after somebody has looked', async () => {
    const chain = new Chain(topic);
    await reads();
    await arrives(0, await beat(chain), await beat(chain));
    const fork = new Chain(topic);
    await arrives(2, await says(fork, 1));
    await clearBrokenChain(sandbox.ds, name(), { actor: 'person:4711', reason: 'looked at it' });
    const next = await says(fork, 2);
    await arrives(3, next);
    expect(openAt.get(next.hash)).toBe(true);
  });

  it('is nothing new when it was put aside and comes once more', async () => {
    const chain = new Chain(topic);
    const [first, second, third] = [await says(chain, 1), await says(chain, 2), await says(chain, 3)];
    failing.add(second.hash);
    await reads();
    await arrives(0, first, second, third, second, first);
    await eventually(async () => (await listQuarantine(sandbox.ds, { states: ['held'] })).length === 2);
    expect([...openAt.values()]).toEqual([false, false]);
    expect(await gaps(sandbox.ds)).toEqual([]);
  });
});
