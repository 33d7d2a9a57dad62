import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Everything a file imports, its own files followed. */
function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
    if (name.startsWith('.')) reachedFrom(join(dirname(file), name.replace(/\.js$/, '.ts')), seen);
    else seen.add(name);
  }
  return seen;
}
const imports = (command: string) => [...reachedFrom(join(__dirname, `${command}.ts`))];

describe('what a command can reach', () => {
  it.each(['publish', 'load', 'registry', 'show', 'permissions'])('%s cannot sign', (command) => {
    expect(imports(command)).not.toContain('@countersign/statement/sign');
  });

  it.each(['sign', 'load', 'registry', 'show', 'permissions'])('%s cannot speak to a broker', (command) => {
    expect(imports(command).filter((name) => /kafka/.test(name))).toEqual([]);
  });

  it('sees both where both are', () => {
    expect(imports('bootstrap')).toEqual(
      expect.arrayContaining(['@countersign/statement/sign', '@countersign/source/kafka']),
    );
  });
});
