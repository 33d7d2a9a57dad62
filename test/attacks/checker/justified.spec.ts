import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { People } from './facts.js';
import { unjustifiedIn } from './justified.js';
import type { Law } from './law.js';
import { saidOf, stayed, stays } from './planted-stays.js';
import { gathered } from './statements.js';

const policy = join(__dirname, '../../../deploy/policy');
const law = Object.assign(
  {},
  ...['entitlements', 'roles', 'birthrights', 'routes'].map(
    (name) => parse(readFileSync(join(policy, `${name}.yaml`), 'utf8')) as object,
  ),
) as Law;

const { statements, facts, holdings, setting } = stayed();
const said = saidOf(
  unjustifiedIn(
    {
      ...{ ...setting, law, statements: gathered(statements), graceMs: 10_000 },
      peopleAt: (at) => new People(facts, at),
    },
    holdings,
  ),
);

describe('access whose right is over', () => {
  it.each(stays.filter(({ found }) => found !== null))('is found where $kind', ({ kind, found }) => {
    expect(said[kind]).toContain(found);
  });

  it.each(stays.filter(({ found }) => found === null))('is none where $kind', ({ kind }) => {
    expect(said[kind]).toBeNull();
  });
});
