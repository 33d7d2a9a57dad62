import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { printTo } from './print.js';
import { run } from './run.js';

describe('output that nobody reads any more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-print-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Takes so many lines, then is closed, as a pipe to `head` is. */
  const headOf = (lines: number) => {
    const taken: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        if (taken.length === lines) return done(Object.assign(new TypeError('closed'), { code: 'EPIPE' }));
        taken.push(String(chunk));
        done();
      },
    });
    return { stream, taken };
  };

  it('ends the printing and nothing else: every event is sent, and the code says so', async () => {
    let received = 0;
    const server = createServer((request, response) => {
      received += 1;
      request.resume().on('end', () => response.writeHead(202).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [file, secret] = [join(folder, 'events.jsonl'), join(folder, 'secret')];
    const left = { type: 'worker.left.v1', data: { worker: 'person:1', effective: '2026-11-30T17:00:00Z' } };
    writeFileSync(file, Array(30).fill(JSON.stringify(left)).join('\n'));
    writeFileSync(secret, 'whsec_'.padEnd(50, 'A'));
    Object.assign(process.env, {
      COUNTERSIGN_DEPLOYMENT: 'acme',
      COUNTERSIGN_SOURCE: 'hr',
      WEBHOOK_SECRET_FILE: secret,
    });
    const { stream, taken } = headOf(1);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
    const complaints: string[] = [];
    const code = await run(['send', file, '--http', url, '--json'], printTo(stream), (line) =>
      complaints.push(line),
    );
    server.close();
    expect({ code, received, taken: taken.length, complaints }).toEqual({
      ...{ code: 0, received: 30, taken: 1, complaints: [] },
    });
  });
});
