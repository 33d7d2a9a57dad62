import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { doublesIn } from './doubles.js';
import { type Fact, People } from './facts.js';
import type { Holding } from './holdings.js';
import type { Law } from './law.js';
import { judgePlants, plants } from './planted.js';

const policy = join(__dirname, '../../../deploy/policy');
const law = Object.assign(
  {},
  ...['entitlements', 'roles', 'duties', 'rules'].map(
    (name) => parse(readFileSync(join(policy, `${name}.yaml`), 'utf8')) as object,
  ),
) as Law;

const facts = plants.flatMap((plant, at) =>
  plant.facts.map(({ type, data }, number): Fact => ({
    ...{ type, id: `${at}-${number}`, source: 'hr', effective: 1, until: null, signed: true, data },
  })),
);
const holdings = plants.flatMap(({ gives }) =>
  Object.entries(gives).flatMap(([account, permissions]) =>
    permissions.map((permission): Holding => ({
      system: 'erp',
      account,
      permission: permission.replace('via:', ''),
    })),
  ),
);
const found = (from: readonly Fact[], held: readonly Holding[]) => doublesIn(law, new People(from, 2), held);

describe('the checker', () => {
  it('finds planted doubles of thirteen kinds, and nothing that is none', () => {
    expect(judgePlants(found(facts, holdings))).toEqual({ planted: 13, missed: [], invented: [] });
  });

  it('finds none where nobody holds anything, and none that rests on control where nobody controls', () => {
    expect(found(facts, [])).toEqual([]);
    const withoutControl = facts.filter(({ type }) => type !== 'identity.controlled.v1');
    expect(judgePlants(found(withoutControl, holdings)).missed).toHaveLength(7);
  });
});
