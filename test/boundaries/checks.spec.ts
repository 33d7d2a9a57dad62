import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');

interface Case {
  readonly check: string;
  readonly what: string;
  /** A small tree; keys and passwords are put together here, so that none stands in the repository. */
  readonly files: Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const manifest = (extra: object = {}): string =>
  JSON.stringify({ workspaces: ['libs/*'], dependencies: { ajv: '8.20.0' }, ...extra });
const row = '| `ajv` | checks | strict | zod |\n';
const library = (name: string, extra: object = {}): string =>
  JSON.stringify({ name: `@countersign/${name}`, ...extra });
const references = (...paths: string[]): string =>
  JSON.stringify({ references: paths.map((path) => ({ path })) });
const word = 'TO' + 'DO';

const cases: readonly Case[] = [
  {
    check: 'checks/secrets',
    what: 'a private key in PEM',
    files: {
      'a.spec.ts': `const key = \`-----BEGIN ${'PRIVATE'} KEY-----\n${'MC4CAQAwBQYDK2Vw'.repeat(3)}\``,
    },
    says: /a\.spec\.ts:1: private key \(PEM\)/,
  },
  {
    check: 'checks/secrets',
    what: 'a private JWK, in a test too',
    files: { 'a.spec.ts': `\n{ kty: 'OKP', d: '${'Ab1_'.repeat(11).slice(0, 43)}' }` },
    says: /a\.spec\.ts:2: private key \(JWK\)/,
  },
  {
    check: 'checks/secrets',
    what: 'a password',
    files: { 'compose.yml': `POSTGRES_PASSWORD: '${'correct' + 'horse'}'` },
    says: /compose\.yml:1: password/,
  },
  {
    check: 'checks/secrets',
    what: 'a password in an address',
    files: { 'a.md': `psql postgres://policy:${'hunter' + '2'}@db/policy` },
    says: /a\.md:1: password in an address/,
  },
  {
    check: 'checks/secrets',
    what: 'an access token',
    files: { 'a.md': `ghp_${'a1B2c3'.repeat(6)}` },
    says: /a\.md:1: access token/,
  },
  {
    check: 'checks/comments',
    what: 'a promise without an issue',
    files: { 'a.ts': `// ${word}: later` },
    says: /a\.ts:1: write/,
  },
  {
    check: 'checks/comments',
    what: 'a rule switched off without a reason',
    files: { 'a.ts': `// eslint-${'disable'}-next-line complexity` },
    says: /a\.ts:1: a rule is switched off/,
  },
  {
    check: 'checks/comments',
    what: 'every rule switched off',
    files: { 'a.ts': `/* eslint-${'disable'} */` },
    says: /a\.ts:1: a rule is switched off/,
  },
  {
    check: 'checks/comments',
    what: 'a rule of our own switched off',
    files: { 'a.ts': `// eslint-${'disable'}-next-line countersign/no-clock -- it is late` },
    says: /a\.ts:1: a rule is switched off/,
  },
  {
    check: 'checks/comments',
    what: 'types switched off',
    files: { 'a.ts': `// @ts-${'ignore'}` },
    says: /a\.ts:1: not switched off/,
  },
  {
    check: 'checks/dependencies',
    what: 'a dependency that nobody explained',
    files: { 'package.json': manifest(), 'docs/dependencies.md': '' },
    says: /no row for `ajv`/,
  },
  {
    check: 'checks/dependencies',
    what: 'a row for what is gone',
    files: { 'package.json': manifest(), 'docs/dependencies.md': `${row}| \`zod\` | a | b | c |` },
    says: /`zod` is not in package\.json/,
  },
  {
    check: 'checks/dependencies',
    what: 'an empty cell',
    files: { 'package.json': manifest(), 'docs/dependencies.md': '| `ajv` | checks | | zod |' },
    says: /`ajv` has an empty cell/,
  },
  {
    check: 'checks/dependencies',
    what: 'a range',
    files: { 'package.json': manifest({ dependencies: { ajv: '^8.0.0' } }), 'docs/dependencies.md': row },
    says: /write the exact version/,
  },
  {
    check: 'checks/dependencies',
    what: 'a dependency outside the root',
    files: {
      'package.json': manifest(),
      'docs/dependencies.md': row,
      'libs/a/package.json': library('a', { dependencies: { zod: '4.0.0' } }),
    },
    says: /`zod` belongs into the root/,
  },
  {
    check: 'references',
    what: 'a package that the root does not build',
    files: { 'package.json': manifest(), 'libs/a/package.json': library('a'), 'libs/a/tsconfig.json': '{}' },
    says: /tsconfig\.json: `references` must be \[libs\/a\], not \[\]/,
  },
  {
    check: 'references',
    what: 'a package that does not refer to what it needs',
    files: {
      'package.json': manifest(),
      'tsconfig.json': references('libs/a', 'libs/b'),
      'libs/a/package.json': library('a', { dependencies: { '@countersign/b': '*' } }),
      'libs/a/tsconfig.json': '{}',
      'libs/a/src/index.ts': "import { b } from '@countersign/b';",
      'libs/b/package.json': library('b'),
      'libs/b/tsconfig.json': '{}',
    },
    says: /libs\/a\/tsconfig\.json: `references` must be \[\.\.\/b\]/,
  },
  {
    check: 'references',
    what: 'an import that package.json does not name',
    files: {
      'package.json': manifest(),
      'tsconfig.json': references('libs/a'),
      'libs/a/package.json': library('a'),
      'libs/a/tsconfig.json': '{}',
      'libs/a/src/index.ts': "import { b } from '@countersign/b/entry';",
    },
    says: /`dependencies` must name what the code imports, \[@countersign\/b\]/,
  },
];

const lock = (packages: object): Readonly<Record<string, string>> => ({
  'package.json': manifest(),
  'libs/a/package.json': library('a'),
  'package-lock.json': JSON.stringify({ packages }),
});
const asked = { dependencies: { ajv: '8.20.0' } };
const locks: readonly (readonly [string, object, string | null])[] = [
  ['what it should', { '': asked, 'libs/a': {} }, null],
  ['no new package of ours', { '': asked }, 'libs/a: not what its package.json says'],
  [
    'another version',
    { '': { dependencies: { ajv: '8.0.0' } }, 'libs/a': {} },
    'the root: not what its package.json says',
  ],
  [
    'no package for other platforms',
    {
      '': asked,
      'libs/a': {},
      'node_modules/b': { version: '1.0.0', optionalDependencies: { 'b-darwin': '1.0.0' } },
    },
    'b@1.0.0 -> b-darwin@1.0.0',
  ],
];

const commits: readonly (readonly [string, boolean])[] = [
  ['feat(policy): clears only on a reservation', true],
  ['fix(service-kit)!: offsets beside the inbox', true],
  ['feat: clears only on a reservation', false],
  ['feat(stuff): clears only on a reservation', false],
  ['wip(policy): clears', false],
  ['feat(policy): clears only on a reservation.', false],
  [`feat(policy): ${'clears '.repeat(25)}`, false],
];

describe('npm run check', () => {
  let tree: string;
  const lay = (files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
  };
  const run = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'tools', `${script}.mjs`), ...args], {
      cwd: tree,
      encoding: 'utf8',
    });

  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'countersign-check-'));
  });
  afterEach(() => rmSync(tree, { recursive: true, force: true }));

  it.each(cases)('$check finds $what', ({ check, files, says }) => {
    lay(files);
    const { status, stdout } = run(check, tree, '--check');
    expect(stdout).toMatch(says);
    expect(status).toBe(1);
  });

  it.each(['checks/secrets', 'checks/comments', 'checks/dependencies', 'references'])(
    '%s passes a clean tree',
    (check) => {
      lay({
        'package.json': manifest(),
        'docs/dependencies.md': row,
        'tsconfig.json': references('libs/a', 'libs/b'),
        'libs/a/package.json': library('a', { dependencies: { '@countersign/b': '*' } }),
        'libs/a/tsconfig.json': references('../b'),
        'libs/a/src/index.ts': `import { b } from '@countersign/b';\n// ${word}(#12): later`,
        'libs/b/package.json': library('b'),
        'libs/b/tsconfig.json': '{}',
        'compose.yml': "POSTGRES_PASSWORD: '${POSTGRES_PASSWORD}'",
      });
      const { status, stdout } = run(check, tree, '--check');
      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
  );

  it.each(locks)('lock: holds %s', (_what, packages, problem) => {
    lay(lock(packages));
    const { status, stdout } = run('check-lock', 'package-lock.json');
    expect(stdout).toContain(problem === null ? '' : `package-lock.json: ${problem}`);
    expect(status).toBe(problem === null ? 0 : 1);
  });

  it.each(commits)('commits: `%s` is accepted: %s', (message, accepted) => {
    lay({ message });
    expect(run('check-commits', '--message', 'message').status).toBe(accepted ? 0 : 1);
  });
});
