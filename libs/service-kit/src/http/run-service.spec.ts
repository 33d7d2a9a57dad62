import { startTypeScript } from '../../test/typescript-process.js';

// each case starts a process
jest.setTimeout(30_000);

const main = (start: string): string => `
const { runService } = require('../src/http/run-service.ts');
const { readSettings, httpSettings } = require('../src/config/index.ts');
const busy = setInterval(() => undefined, 1000);
const close = async () => { await new Promise((done) => setTimeout(done, 100)); console.log('"drained"'); };
const start = (log) => { ${start} };
void runService('policy', start).then((code) => process.exit(code));
`;

/** Runs a main; sends the signal once it says that it started. */
async function life(start: string, signal?: NodeJS.Signals) {
  const { child, ended } = startTypeScript(main(start));
  child.stdout?.on('data', (chunk: Buffer) => {
    if (signal && chunk.toString().includes('started')) child.kill(signal);
  });
  const { code, output } = await ended;
  return {
    code,
    lines: output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown),
  };
}

describe('the life of a service process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and ends with 0', async (signal) => {
    const { code, lines } = await life(`log.info('started'); return Promise.resolve({ close });`, signal);
    expect(lines).toMatchObject([
      { message: 'started' },
      { message: 'stopping', fields: { signal } },
      'drained',
    ]);
    expect(code).toBe(0);
  });

  it('ends with 78 for settings that are wrong, one line each', async () => {
    const { code, lines } = await life(
      `readSettings(httpSettings, { HTTP_HOST: '/' }); return Promise.resolve({ close });`,
    );
    expect(lines).toMatchObject([
      { level: 'error', code: 'BAD_SETTINGS', message: expect.stringContaining('`HTTP_HOST` is wrong') },
      { level: 'error', code: 'BAD_SETTINGS', message: expect.stringContaining('`HTTP_PORT` is not set') },
    ]);
    expect(code).toBe(78);
  });

  it.each([
    ['cannot start', `throw new TypeError('no broker');`],
    ['cannot start', `return Promise.reject(new TypeError('no broker'));`],
    [
      'failed',
      `return Promise.resolve({ close, failed: Promise.resolve(new TypeError('consumer crashed')) });`,
    ],
    [
      'failed',
      `return Promise.resolve({ close, failed: Promise.reject(new TypeError('consumer crashed')) });`,
    ],
    [
      'failed',
      `setTimeout(() => { throw new TypeError('loose end'); }, 10); return Promise.resolve({ close });`,
    ],
    [
      'failed',
      `setTimeout(() => Promise.reject(new TypeError('loose end')), 10); return Promise.resolve({ close });`,
    ],
    [
      'cannot start',
      `setTimeout(() => { throw new TypeError('loose end'); }, 10); return new Promise(() => undefined);`,
    ],
  ])('ends with 70 and one line of JSON, undrained: %s', async (message, start) => {
    const { code, lines } = await life(start);
    expect(lines).toMatchObject([{ level: 'error', message, fields: { error: { name: 'TypeError' } } }]);
    expect(code).toBe(70);
  });

  it('ends with 70 when it does not stop cleanly', async () => {
    const { code, lines } = await life(
      `log.info('started'); return Promise.resolve({ close: () => Promise.reject(new TypeError('stuck')) });`,
      'SIGTERM',
    );
    expect(lines.at(-1)).toMatchObject({ message: 'did not stop cleanly' });
    expect(code).toBe(70);
  });

  it('can be stopped while it starts', async () => {
    const { code } = await life(`log.info('started'); return new Promise(() => undefined);`, 'SIGTERM');
    expect(code).toBe(0);
  });
});
