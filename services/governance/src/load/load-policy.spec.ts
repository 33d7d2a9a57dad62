import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { validator } from '@countersign/contracts';
import { BundleDocument } from '@countersign/contracts/governance';
import { PolicyInvalid } from '../governance.errors.js';
import type { LocatedProblem } from '../problem.js';
import { loadPolicy, readPolicyFolder } from './load-policy.js';
import type { SourceFile } from './policy-source.js';

const fixtures = join(__dirname, 'fixtures');
/** The bad ones end in `.txt`, so that no formatter or editor takes offence. */
const filesOf = (folder: string): SourceFile[] =>
  readdirSync(folder)
    .sort()
    .map((name) => ({ name: name.replace(/\.txt$/, ''), bytes: readFileSync(join(folder, name)) }));
const good = filesOf(join(fixtures, 'good'));

/** The good bundle with some files replaced or added. */
const withFiles = (files: readonly SourceFile[]): SourceFile[] =>
  [...good.filter((file) => !files.some(({ name }) => name === file.name)), ...files].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );

const problemsOf = (files: readonly SourceFile[]): readonly LocatedProblem[] => {
  try {
    loadPolicy('policy', files);
    return [];
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.problems;
    throw error;
  }
};

/** What a fixture says of itself: `# expect CODE CODE` on the very line. */
const expectedIn = ({ name, bytes }: SourceFile): string[] =>
  Buffer.from(bytes)
    .toString()
    .split('\n')
    .flatMap((line, at) =>
      (/expect ((?:[A-Z_]+ ?)+)/.exec(line)?.[1]?.trim().split(' ') ?? []).map((code) =>
        code === 'SECTION_MISSING' ? `policy:1 ${code}` : `${name}:${at + 1} ${code}`,
      ),
    );

describe('loading a policy', () => {
  it('joins the files into what the wire calls a bundle', () => {
    const { content, warnings } = loadPolicy('policy', good);
    const document = {
      deployment: 'test',
      number: 1,
      issued: 1_800_000_000_000,
      validUntil: 1_900_000_000_000,
      ...content,
    };
    expect(validator('bundle', BundleDocument)(document)).toBe(document);
    expect(warnings).toEqual([]);
  });

  it.each(readdirSync(join(fixtures, 'bad')))('refuses %s, each problem on its line', (name) => {
    const bad = filesOf(join(fixtures, 'bad', name));
    const found = problemsOf(withFiles(bad)).map(({ file, line, code }) => `${file}:${line} ${code}`);
    const expected = bad.flatMap(expectedIn);
    expect(expected).not.toEqual([]);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('says in a sentence what is wrong, with the column', () => {
    const rules = filesOf(join(fixtures, 'bad', 'form'));
    expect(problemsOf(withFiles(rules))).toEqual(
      expect.arrayContaining([
        {
          file: 'rules.yaml',
          line: 2,
          column: 9,
          code: 'VALUE_INVALID',
          message: '`id` is `p2p-1`, it must be an identifier accountants can cite, e.g. P2P-01',
        },
        {
          file: 'rules.yaml',
          line: 7,
          column: 13,
          code: 'VALUE_INVALID',
          message:
            '`effect` is `forbid`, it must be one of `prohibit`, `never-approvable`, `dual-approval`, `time-bound`',
        },
        expect.objectContaining({
          line: 9,
          column: 5,
          message: expect.stringMatching(/^`exempt` is not known here/),
        }),
      ]),
    );
  });

  it('names the department and job in which two birthrights conflict', () => {
    const [problem] = problemsOf(withFiles(filesOf(join(fixtures, 'bad', 'birthright-conflict'))));
    expect(problem?.message).toBe(
      'a worker of department `finance` and job `night` would break P2P-02 by being hired: ' +
        '`erp:payment:propose` (duty:proposals) with `erp:vendor:create` (duty:vendors)',
    );
  });

  it('warns of what is lawful and hardly meant', () => {
    const more = `duties:
  - { id: duty:all, title: All, any: [erp:vendor:create, erp:payment:release] }
rules:
  - { id: P2P-07, version: 1, title: T, control: '', legs: [duty:vendors, duty:all], effect: prohibit, rollout: off }
`;
    const late = `routes:
  - id: route:late
    sensitivity: [low]
    blastRadius: [low]
    stages: [{ name: two, groups: [{ group: group:owners, need: 2 }], quorum: 1 }]
    maxDays: 1
    decideWithinHours: 1
`;
    const { warnings } = loadPolicy(
      'policy',
      withFiles([
        { name: 'more.yaml', bytes: Buffer.from(more) },
        { name: 'z-routes.yaml', bytes: Buffer.from(late) },
      ]),
    );
    expect(warnings.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      'more.yaml:4 LEGS_OVERLAP',
      'z-routes.yaml:2 ROUTE_UNREACHABLE',
      'z-routes.yaml:5 QUORUM_BELOW_NEEDS',
    ]);
  });

  it('refuses a folder that is not there or holds no policy', () => {
    expect(() => readPolicyFolder(join(fixtures, 'none'))).toThrow(/cannot be read: ENOENT/);
    expect(() => readPolicyFolder(__dirname)).toThrow(/holds no YAML file/);
  });
});

describe('the sample bundle', () => {
  const folder = join(__dirname, '../../../../deploy/policy');

  it('is sound and without a warning', () => {
    const { content, warnings } = loadPolicy(folder, readPolicyFolder(folder));
    expect(warnings).toEqual([]);
    expect(content.entitlements.length).toBeGreaterThanOrEqual(40);
    expect(content.roles.length).toBeGreaterThanOrEqual(15);
    expect(content.rules.length).toBeGreaterThanOrEqual(12);
    expect(new Set(content.rules.map(({ effect }) => effect))).toEqual(
      new Set(['prohibit', 'dual-approval', 'time-bound']),
    );
    expect(content.rules.some(({ legs }) => legs?.length === 3)).toBe(true);
    expect(content.roles.some(({ roles }) => roles.length > 0)).toBe(true);
  });
});
