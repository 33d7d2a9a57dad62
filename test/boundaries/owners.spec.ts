import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dutiesFile } from './separation.js';

const root = join(__dirname, '../..');
const lines = readFileSync(join(root, 'CODEOWNERS'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('/'))
  .map((line) => line.split(/\s+/))
  .map(([path = '', ...owners]) => ({ path, owners }));
const ownersOf = (path: string): readonly string[] => lines.find((line) => line.path === path)?.owners ?? [];
const duties = Object.entries(dutiesFile().duties).map(([name, { folder }]) => ({ name, folder }));
const separation = ['/deploy/duties.yaml', '/deploy/kafka/', '/deploy/postgres/', '/test/boundaries/'];

describe('CODEOWNERS', () => {
  it.each(duties)('$name has an owner who owns no other duty and not the separation', ({ folder }) => {
    const owners = ownersOf(`/${folder}/`);
    const others = duties
      .filter((other) => other.folder !== folder)
      .flatMap((other) => ownersOf(`/${other.folder}/`));
    expect(owners).not.toEqual([]);
    expect(owners.filter((owner) => [...others, ...separation.flatMap(ownersOf)].includes(owner))).toEqual(
      [],
    );
  });

  it.each(separation)('%s has an owner of its own', (path) => {
    expect(ownersOf(path)).toEqual(['@countersign/separation-owners']);
  });

  it('names nothing that is gone', () => {
    expect(lines.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });
});
