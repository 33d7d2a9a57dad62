import { createLog } from '../observability/index.js';
import { Readiness } from './index.js';

describe('readiness', () => {
  const log = createLog({ service: 'test', write: () => undefined });
  let readiness: Readiness;
  let state: 'well' | 'failing' | 'hanging';
  const database = {
    name: 'database',
    check: (): Promise<void> => {
      if (state === 'hanging') return new Promise(() => undefined);
      return state === 'well' ? Promise.resolve() : Promise.reject(new TypeError('gone'));
    },
  };
  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    jest.useFakeTimers();
    state = 'well';
    readiness = new Readiness(log).register(database);
  });
  afterEach(() => {
    readiness.drain();
    jest.useRealTimers();
  });

  it('is false before every check succeeded once', async () => {
    expect(readiness.isReady()).toBe(false);
    readiness.start();
    expect(readiness.isReady()).toBe(false);
    await pass(0);
    expect(readiness.isReady()).toBe(true);
    readiness.register({ name: 'bundle', check: () => Promise.reject(new TypeError('none')) });
    expect(readiness.isReady()).toBe(false);
    await pass(1000);
    expect(readiness.failing()).toEqual(['bundle']);
  });

  it.each(['failing', 'hanging'] as const)(
    'turns false within 5 s of a loss that shows as %s',
    async (loss) => {
      readiness.start();
      await pass(10_000);
      expect(readiness.isReady()).toBe(true);
      state = loss;
      await pass(4999);
      expect(readiness.isReady()).toBe(false);
    },
  );

  it('takes a check that hangs for failed after its own time, not only when its last success is old', async () => {
    readiness.start();
    await pass(500);
    state = 'hanging';
    await pass(2500);
    expect(readiness.isReady()).toBe(false);
  });

  it('turns true again when all is well', async () => {
    readiness.start();
    state = 'failing';
    await pass(2000);
    expect(readiness.isReady()).toBe(false);
    state = 'well';
    await pass(1000);
    expect(readiness.isReady()).toBe(true);
  });

  it('does not start a check beside one that hangs', async () => {
    const check = jest.fn(() => new Promise<void>(() => undefined));
    readiness.register({ name: 'broker', check });
    readiness.start();
    await pass(20_000);
    expect(check).toHaveBeenCalledTimes(1);
    expect(readiness.failing()).toEqual(['broker']);
  });

  it('takes an answer that came too late for a failure', async () => {
    const slow = {
      name: 'slow',
      timeoutMs: 500,
      check: () => new Promise<void>((done) => setTimeout(done, 600)),
    };
    readiness.register(slow);
    readiness.start();
    for (let second = 0; second < 10; second++) {
      await pass(700);
      expect(readiness.failing()).toEqual(['slow']);
    }
  });

  it('does not believe an old success when the process itself stood still', async () => {
    let now = 0;
    const still = new Readiness(log, { now: () => now }).register(database);
    still.start();
    await pass(0);
    expect(still.isReady()).toBe(true);
    now = 5000;
    expect(still.isReady()).toBe(false);
    still.drain();
  });

  it('is false for good once the service drains', async () => {
    readiness.start();
    await pass(0);
    readiness.drain();
    expect(readiness.isReady()).toBe(false);
    await pass(5000);
    expect(readiness.isReady()).toBe(false);
  });
});
