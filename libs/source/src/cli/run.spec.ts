import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.js';

describe('countersign-source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-source-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = (...lines: readonly unknown[]): string => {
    const name = join(folder, 'events.jsonl');
    writeFileSync(
      name,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    return name;
  };
  const call = async (...args: readonly string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await run(
      args,
      (line) => out.push(line),
      (line) => err.push(line),
    );
    return { code, out: out.join('\n'), err };
  };
  const left = { type: 'worker.left.v1', data: { worker: 'person:1001', effective: '2026-11-30T17:00:00Z' } };

  it('says how it is used', async () => {
    const { code, out } = await call();
    expect(code).toBe(0);
    expect(out).toMatch(/^countersign-source: publishes/);
  });

  it('counts valid lines and passes over empty ones', async () => {
    expect(await call('validate', file(left, '', left))).toEqual({ code: 0, out: '2 events valid', err: [] });
  });

  it('names every wrong line by its number', async () => {
    const lines = [
      left,
      '{"type":"a","type":"b"}',
      { ...left, datum: 1 },
      '[]',
      { type: 'worker.left.v1', data: {} },
    ];
    const { code, err } = await call('validate', file(...lines));
    expect(code).toBe(1);
    expect(err).toEqual([
      expect.stringMatching(/^EVENT_INVALID line 2: not acceptable JSON .* duplicate key$/),
      expect.stringMatching(/^EVENT_INVALID line 3: unknown member `datum`/),
      'EVENT_INVALID line 4: not a JSON object',
      'EVENT_INVALID line 5: `data` lacks `worker`',
      'EVENT_INVALID line 5: `data` lacks `effective`',
    ]);
  });

  it('lists the types and prints the schema of one', async () => {
    expect((await call('types')).out.split('\n')).toContain('worker.hired.v1');
    expect(JSON.parse((await call('types', 'worker.left.v1')).out)).toMatchObject({
      type: 'object',
      required: ['worker', 'effective'],
    });
  });

  it.each([
    [['sned'], /`sned` is no command; send, validate, types are/],
    [['constructor'], /`constructor` is no command/],
    [['validate', 'a', 'b'], /`b` is one argument too many/],
    [['validate', '--json'], /belong to `send`/],
    [['send', '--htpp'], /Unknown option '--htpp'/],
    [['types', 'x'], /type `x` is unknown/],
    [['validate', '/nowhere'], /`\/nowhere` cannot be read: ENOENT/],
  ])('ends with 2 for %j', async (args, sentence) => {
    const { code, err } = await call(...args);
    expect(code).toBe(2);
    expect(err).toEqual([expect.stringMatching(sentence)]);
  });

  it('ends with 2 and names the variable that is missing', async () => {
    const { code, err } = await call('send', file(left));
    expect(code).toBe(2);
    expect(err).toEqual([
      expect.stringMatching(/^SETTING_WRONG (COUNTERSIGN_DEPLOYMENT|KAFKA_USERNAME) is not set$/),
    ]);
  });
});
