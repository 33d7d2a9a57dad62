import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anchor, keys, newKey, now, publicHalf } from './custodians.spec-only.js';
import { run } from './run.js';

describe('countersign-governance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-governance-'));
  const at = (name: string) => join(folder, name);
  const policy = at('policy');
  beforeAll(() => {
    cpSync(join(__dirname, 'load/fixtures/good'), policy, { recursive: true });
    writeFileSync(at('anchor.json'), JSON.stringify(anchor));
    keys.forEach((key, n) => writeFileSync(at(`key-${n}.json`), JSON.stringify(key), { mode: 0o600 }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const call = async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const surroundings = {
      print: (line: string) => out.push(line),
      complain: (line: string) => err.push(line),
      clock: { now: () => now },
    };
    return { code: await run(args, surroundings), out, err };
  };
  const sign = (file: string, key: string, ...more: string[]) =>
    call('sign', at(file), '--custodian', at(key), '--custodians', at('anchor.json'), ...more);

  it('takes a policy from its sources to enough signatures', async () => {
    expect((await call('load', policy, '--out', at('b.json'), '--deployment', 'test')).code).toBe(0);
    const first = await sign('b.json', 'key-0.json', '--policy', policy);
    expect(first).toMatchObject({ code: 0, err: [] });
    expect(first.out).toContain('signed by     nobody yet (2 are needed)');
    expect(first.out.at(-1)).toBe(
      `signed, 1 of 2 signatures that are needed are in \`${at('b.signed.json')}\``,
    );
    expect((await sign('b.signed.json', 'key-2.json')).out.at(-1)).toMatch(/^signed, 2 of 2/);
    const shown = await call('show', at('b.signed.json'), '--custodians', at('anchor.json'));
    expect(shown.out).toContain('signed by     custodian-a, custodian-c (2 are needed)');
    expect(
      (await call('permissions', at('b.signed.json'), '--system', 'erp', '--format', 'sql')).out[0],
    ).toMatch(/manage_role\('vendors'\)/);
  });

  it('does not let a custodian sign what her own sources do not say', async () => {
    await call('load', policy, '--out', at('c.json'), '--deployment', 'test');
    const draft = readFileSync(at('c.json'), 'utf8');
    writeFileSync(at('c.json'), draft.replace('"prohibit"', '"dual-approval"'));
    expect(await sign('c.json', 'key-0.json', '--policy', policy)).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/^SIGNING_REFUSED bundle 1 of test .* differs from .* in rules$/)],
    });
  });

  it('lists every problem of a policy at its place and ends with 1', async () => {
    const broken = at('broken');
    cpSync(policy, broken, { recursive: true });
    writeFileSync(join(broken, 'rules.yaml'), 'rules:\n  - id: X\n');
    const { code, err } = await call('load', broken);
    expect(code).toBe(1);
    expect(err[0]).toMatch(/rules\.yaml:2:5 FIELD_MISSING `version` is missing$/);
    expect(err.at(-1)).toMatch(/^POLICY_INVALID policy .* is refused: \d+ problems$/);
  });

  it('makes a registry, and refuses private keys', async () => {
    const duties = join(__dirname, '../../../deploy/duties.yaml');
    const principals = [
      'request',
      'policy',
      'approval',
      'provisioning',
      'connector-erp',
      'observer-erp',
      'connector-bank',
      'observer-bank',
      'hr',
    ];
    const pairs = principals.map((name) => [name, newKey(`${name}-1`)] as const);
    const registry = (file: string) =>
      call('registry', '--keys', at(file), '--duties', duties, '--out', at('r.json'), '--deployment', 'test');
    writeFileSync(
      at('public.json'),
      JSON.stringify(Object.fromEntries(pairs.map(([name, key]) => [name, publicHalf(key)]))),
    );
    expect((await registry('public.json')).out).toEqual([
      expect.stringMatching(/^draft of key registry 1 with 9 keys/),
    ]);
    expect((await sign('r.json', 'key-1.json')).out).toContainEqual(
      expect.stringMatching(/ added {3}hr: hr-1 from .* signs .*worker.hired.v1/),
    );
    writeFileSync(at('private.json'), JSON.stringify(Object.fromEntries(pairs)));
    expect(await registry('private.json')).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/^PRIVATE_KEY_EXPOSED/)],
    });
  });

  it.each([
    [['lod'], /^USAGE `lod` is no command/],
    [['toString'], /^USAGE `toString` is no command/],
    [['load'], /^USAGE an argument is missing/],
    [['load', 'a', 'b'], /^USAGE `b` is one argument too many/],
    [['load', '.', '--numbr', '1'], /^USAGE Unknown option '--numbr'/],
    [['load', '/nowhere'], /^FILE_UNUSABLE policy folder `\/nowhere` cannot be read: ENOENT/],
    [['show', '/nowhere'], /^FILE_UNUSABLE `\/nowhere` cannot be read: ENOENT/],
    [['permissions', '/nowhere'], /^FILE_UNUSABLE/],
    [['publish'], /^USAGE an argument is missing/],
  ])('ends with 2 for %j', async (args, sentence) => {
    expect(await call(...args)).toMatchObject({ code: 2, err: [expect.stringMatching(sentence)] });
  });

  it('names what a number must be, and the settings that are missing', async () => {
    expect((await call('load', policy, '--out', at('x'), '--number', '0')).err).toEqual([
      'USAGE `--number` must be a whole number from 1, it is `0`',
    ]);
    expect(await call('publish', at('b.json'))).toMatchObject({
      code: 2,
      err: [expect.stringMatching(/BAD_SETTINGS.*COUNTERSIGN_DEPLOYMENT/s)],
    });
  });

  it('refuses a key that others can read', async () => {
    writeFileSync(at('open.json'), JSON.stringify(keys[0]), { mode: 0o644 });
    expect(await sign('b.json', 'open.json')).toMatchObject({
      code: 2,
      err: [expect.stringMatching(/mode 0644/)],
    });
  });
});
