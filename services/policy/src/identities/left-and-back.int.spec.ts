import { hired, instantAt, left, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const { bea } = people;
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const second = 1_000;
const leaves = (at: number) => left(bea, at);
const isBack = (at: number) => hired(bea, { effective: instantAt(at) });
const statesOf = (...ids: readonly string[]) => Promise.all(ids.map((id) => desk.stateOf(id)));

/** A request that was cleared, and one that waits for its votes; a second later nobody has left yet. */
async function hasAsked(): Promise<readonly [string, string]> {
  const cleared = await desk.asks('cleared');
  await desk.approves(cleared.id);
  const waiting = await desk.asks('waiting');
  desk.clock.advance(second);
  return [cleared.id, waiting.id];
}

describe('who leaves and is hired again', () => {
  it.each([
    ['in the order in which it happened', (at: number) => [leaves(at - 1), isBack(at)]],
    ['the other way round', (at: number) => [isBack(at), leaves(at - 1)]],
    ['late, both at once', (at: number) => [isBack(at - 10), leaves(at - 20)]],
  ])(
    'has nothing of what was asked before when both are read %s, and all that is asked since',
    async (_, told) => {
      const before = await hasAsked();
      for (const event of told(desk.clock.now())) await desk.states(event);
      expect(await statesOf(...before)).toEqual(['withdrawn', 'withdrawn']);
      const since = await desk.asks('since');
      await desk.approves(since.id);
      await desk.run('workers');
      expect(await statesOf(since.id)).toEqual(['cleared']);
    },
  );

  it('on days that were announced has nothing of it either, whoever looks when', async () => {
    const before = await hasAsked();
    const day = desk.clock.now() + second;
    await desk.states(leaves(day), isBack(day + 1));
    desk.clock.advance(2 * second);
    await desk.run('workers');
    expect(await statesOf(...before)).toEqual(['withdrawn', 'withdrawn']);
  });

  it('is given nothing on a vote that comes before anybody looked', async () => {
    const [, waiting] = await hasAsked();
    const day = desk.clock.now() + second;
    await desk.states(leaves(day), isBack(day + 1));
    desk.clock.advance(2 * second);
    await desk.approves(waiting);
    expect(await desk.reasons('policy.vetoed.v1', waiting)).toEqual(['WORKER_LEFT']);
  });

  it('is given nothing that was asked before and is read last', async () => {
    const asked = desk.clock.now();
    desk.clock.advance(second);
    await desk.states(leaves(asked + 10), isBack(asked + 20));
    const { id } = await desk.asks('late', {}, asked);
    expect(await desk.reasons('policy.vetoed.v1', id)).toEqual(['WORKER_LEFT']);
  });
});
