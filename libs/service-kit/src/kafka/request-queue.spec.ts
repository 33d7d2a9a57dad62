import { createRequire } from 'node:module';

interface Queue {
  readonly pending: unknown[];
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
  push(request: unknown): void;
  fulfillRequest(response: unknown): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}

const quiet = { debug: () => undefined, warn: () => undefined };
const newQueue = (): Queue => {
  const RequestQueue = createRequire(__filename)('kafkajs/src/network/requestQueue') as new (
    options: object,
  ) => Queue;
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 30_000,
    clientId: 'c',
    broker: 'b',
    logger: quiet,
  });
};
const request = (correlationId: number, sendRequest: () => void) => ({
  entry: {
    correlationId,
    apiKey: 0,
    apiName: 'x',
    apiVersion: 0,
    resolve: () => undefined,
    reject: () => undefined,
  },
  expectResponse: true,
  sendRequest,
});

function looksIn(queue: Queue, ms: number): number {
  let looks = 0;
  const look = queue.checkPendingRequests.bind(queue);
  queue.checkPendingRequests = () => (looks++, look());
  queue.scheduleCheckPendingRequests();
  jest.advanceTimersByTime(ms);
  queue.destroy();
  return looks;
}

describe("kafkajs's request queue", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('(negative control) as it is published, looks hundreds of times a second for nothing', () => {
    expect(looksIn(newQueue(), 300)).toBeGreaterThan(100);
  });

  describe('calmed', () => {
    beforeAll(async () => (await import('./request-queue.js')).calmRequestQueue());

    it('does not look while there is nothing to send', () => {
      expect(looksIn(newQueue(), 300)).toBe(0);
    });

    it('sends what had to wait for its turn', () => {
      const queue = newQueue();
      const sent: number[] = [];
      for (const id of [1, 2]) queue.push(request(id, () => sent.push(id)));
      expect(sent).toEqual([1]);
      queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
      expect(sent).toEqual([1, 2]);
      queue.destroy();
    });

    it('sends what a throttled client may not send yet, when it may, and sleeps again', () => {
      const queue = newQueue();
      const sent: number[] = [];
      queue.maybeThrottle(150);
      queue.push(request(1, () => sent.push(1)));
      jest.advanceTimersByTime(149);
      expect(sent).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(sent).toEqual([1]);
      expect(jest.getTimerCount()).toBe(0);
      queue.destroy();
    });
  });
});
