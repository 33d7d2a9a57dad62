import { createHmac } from 'node:crypto';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { postEvent } from './post-event.js';

interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the receiver says to each attempt in turn; `hang up`: nothing at all. */
type Answer =
  { readonly status: number; readonly body?: object; readonly headers?: Record<string, string> } | 'hang up';

const event = {
  type: 'worker.left.v1',
  id: 'L-1',
  data: { worker: 'person:1001', effective: '2026-11-30T17:00:00.000Z' },
};
const secret = 'a shared secret';

describe('sending by HTTP', () => {
  let server: Server;
  let seen: Seen[];
  let waits: number[];
  let now: number;

  const receiver = async (answers: Answer[]): Promise<Parameters<typeof postEvent>[0]> => {
    seen = [];
    waits = [];
    now = 1_800_000_000_000;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        seen.push({ headers: request.headers, body });
        const answer = answers[seen.length - 1] ?? { status: 202 };
        if (answer === 'hang up') return request.socket.destroy();
        response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
      secret,
      source: 'itsm',
      deployment: 'test',
      clock: { now: () => now },
      wait: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    };
  };

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('stamps and signs the raw body', async () => {
    const posted = await postEvent(await receiver([{ status: 202, body: { request: 'r-1' } }]), event);
    expect(posted).toMatchObject({ id: 'L-1', status: 202, answer: { request: 'r-1' } });
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    const mac = createHmac('sha256', secret).update(`1800000000.${body}`).digest('hex');
    expect(headers['countersign-signature']).toBe(`t=1800000000,v1=${mac}`);
    expect(headers['content-type']).toMatch(/^application\/cloudevents\+json/);
    expect(JSON.parse(body)).toMatchObject({
      specversion: '1.0',
      id: 'L-1',
      source: 'itsm',
      data: event.data,
    });
  });

  it('tries again, the same event stamped anew, when there is no answer or not now', async () => {
    const target = await receiver([
      'hang up',
      { status: 503 },
      { status: 429, headers: { 'retry-after': '7' } },
    ]);
    await postEvent(target, event);
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
    expect(new Set(seen.map(({ headers }) => headers['countersign-signature'])).size).toBe(4);
    expect(waits[2]).toBe(7_000);
    expect(waits[0]).toBeGreaterThanOrEqual(250);
    expect(waits[1]).toBeGreaterThanOrEqual(500);
  });

  it('gives up after the attempts it was given, and says that trying again can help', async () => {
    const target = { ...(await receiver([{ status: 500 }, { status: 500 }])), attempts: 2 };
    await expect(postEvent(target, event)).rejects.toMatchObject({
      code: 'DELIVERY_FAILED',
      retriable: true,
    });
    expect(seen).toHaveLength(2);
  });

  it('does not repeat what was refused, and says why', async () => {
    const problem = {
      code: 'WEBHOOK_STALE',
      title: 'Stale',
      detail: 'the timestamp is older than 5 minutes',
    };
    await expect(postEvent(await receiver([{ status: 401, body: problem }]), event)).rejects.toThrow(
      'event `L-1` is refused with 401: WEBHOOK_STALE the timestamp is older than 5 minutes',
    );
    expect(seen).toHaveLength(1);
  });

  it('does not follow a redirect with its signature', async () => {
    const target = await receiver([
      { status: 307, headers: { location: '/elsewhere' } },
      { status: 307, headers: { location: '/' } },
    ]);
    await expect(postEvent({ ...target, attempts: 2 }, event)).rejects.toMatchObject({
      code: 'DELIVERY_FAILED',
    });
    expect(seen).toHaveLength(2);
  });

  it('sends nothing that is not valid, and nothing in the clear over a network', async () => {
    const target = await receiver([]);
    await expect(postEvent(target, { ...event, type: 'x' })).rejects.toMatchObject({ code: 'EVENT_INVALID' });
    await expect(postEvent({ ...target, url: 'http://countersign.example/events' }, event)).rejects.toThrow(
      /https/,
    );
    expect(seen).toHaveLength(0);
  });
});
