import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dutiesFile } from './separation.js';

interface Manifest {
  readonly name: string;
  readonly private: boolean;
  readonly license: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly nx: { readonly tags: readonly string[] };
}

const root = join(__dirname, '../..');
const kinds: Readonly<Record<string, RegExp>> = {
  libs: /^type:(lib|testing)$/,
  services: /^type:service$/,
  clients: /^type:client$/,
  test: /^type:test$/,
};
const packages = Object.keys(kinds).flatMap((group) =>
  existsSync(join(root, group))
    ? readdirSync(join(root, group))
        .filter((name) => existsSync(join(root, group, name, 'package.json')))
        .map((name) => ({ group, name, folder: `${group}/${name}` }))
    : [],
);
const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

describe('packages', () => {
  it.each(packages)('$folder is named, licensed and labelled after its place', ({ group, name, folder }) => {
    const manifest = read(folder);
    expect(manifest.name).toBe(`@countersign/${group === 'test' ? 'test-' : ''}${name}`);
    expect(manifest).toMatchObject({ private: true, license: 'Apache-2.0' });
    expect(manifest.nx.tags.filter((tag) => tag.startsWith('type:'))).toEqual([
      expect.stringMatching(kinds[group] ?? /^$/),
    ]);
  });

  it('a service carries the label of its duty, and nothing else carries one', () => {
    const labelled = packages.flatMap(({ folder }) =>
      read(folder)
        .nx.tags.filter((tag) => tag.startsWith('duty:'))
        .map((tag) => `${folder} ${tag}`),
    );
    const meant = Object.entries(dutiesFile().duties)
      .filter(([, { folder }]) => existsSync(join(root, folder, 'package.json')))
      .map(([duty, { folder }]) => `${folder} duty:${duty}`);
    expect(labelled.sort()).toEqual(meant.sort());
  });

  it.each(packages.filter(({ group }) => group === 'services'))('$folder exports nothing', ({ folder }) => {
    expect(Object.keys(read(folder).exports ?? {})).toEqual([]);
  });
});
