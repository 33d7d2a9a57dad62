import { setTimeout as sleep } from 'node:timers/promises';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Stands between a client and a database; what has connected through it can lose the other end without a word. */
export class SilentProxy {
  private readonly pairs = new Set<readonly [near: Socket, far: Socket]>();

  private constructor(
    private readonly server: Server,
    /** The database's URL, by way of this proxy. */
    readonly url: string,
  ) {}

  /** Listens before the database at this URL. */
  static async to(database: string): Promise<SilentProxy> {
    const url = new URL(database);
    const [host, port] = [url.hostname, Number(url.port)];
    const server = createServer((near) => proxy.pair(near, connect(port, host)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    [url.hostname, url.port] = ['127.0.0.1', String((server.address() as AddressInfo).port)];
    const proxy: SilentProxy = new SilentProxy(server, url.href);
    return proxy;
  }

  /** Connections of now stay open and nothing is heard on them any more, as of a host that has vanished. New ones are served. */
  fallSilent(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far);
      far.unpipe(near);
      far.destroy();
      near.resume();
    }
  }

  /** Until clients keep so many connections open. */
  async untilOpen(count: number): Promise<void> {
    while (this.pairs.size !== count) await sleep(10);
  }

  close(): void {
    for (const [near] of this.pairs) near.destroy();
    this.server.close();
  }

  private pair(near: Socket, far: Socket): void {
    const pair = [near, far] as const;
    this.pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    for (const one of pair) one.on('error', () => undefined);
    near.on('close', () => {
      this.pairs.delete(pair);
      far.destroy();
    });
  }
}
