import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './run-node.js';

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const root = join(__dirname, '../..');
const fixtures = join(__dirname, 'fixtures/imports');
const variants = readdirSync(fixtures).flatMap((rule) =>
  readdirSync(join(fixtures, rule)).map((variant) => ({ rule, variant })),
);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the rules are read as the gate reads them
const gate = require('../../.dependency-cruiser.cjs') as { forbidden: { name: string; comment: string }[] };

describe('import rules', () => {
  let fired: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    fired = (await runNode('cruise-fixtures.mjs')) as typeof fired;
  }, 120_000);

  it.each(variants)('$rule rejects $variant, and no other rule has to', ({ rule, variant }) => {
    expect([...new Set(fired[`imports/${rule}/${variant}`])]).toEqual([rule]);
  });

  it('every rule has a tree that it rejects, and every tree a rule', () => {
    expect(readdirSync(fixtures).sort()).toEqual(gate.forbidden.map((rule) => rule.name).sort());
  });

  it('every rule says why', () => {
    expect(gate.forbidden.filter((rule) => rule.comment.length < 20)).toEqual([]);
  });

  it('what the design allows is allowed', () => {
    expect(fired['allowed-imports']).toEqual([]);
  });

  it('the folders of service-kit that rules name are its declared entries', () => {
    const { exports } = JSON.parse(
      readFileSync(join(root, 'libs/service-kit/package.json'), 'utf8'),
    ) as Manifest;
    expect(exports['./outbox']?.['@countersign/source']).toMatch(/^\.\/src\/outbox\//);
    expect(exports['./messaging']?.['@countersign/source']).toMatch(/^\.\/src\/messaging\//);
  });
});
