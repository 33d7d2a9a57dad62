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
  ...['bundle', 'entitlements', 'roles', 'duties', 'rules', 'control'].map(
    (name) => parse(readFileSync(join(policy, `${name}.yaml`), 'utf8')) as object,
  ),
) as Law;

/** When the records of the sample bundle count. */
const at = Date.parse('2027-01-01T00:00:00.000Z');
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
const found = (from: readonly Fact[], held: readonly Holding[]) => doublesIn(law, new People(from, at), held);

describe('the checker', () => {
  it('finds planted doubles of sixteen kinds, and nothing that is none', () => {
    expect(judgePlants(found(facts, holdings))).toEqual({ planted: 16, missed: [], invented: [] });
  });

  it('knows a power that is no double only by the law', () => {
    const invented = judgePlants(
      doublesIn({ ...law, recognised: [] }, new People(facts, at), holdings),
    ).invented;
    expect(invented).toEqual(['P2P-03 person:1008']);
    expect(
      judgePlants(doublesIn({ ...law, edges: [] }, new People(facts, at), holdings)).missed,
    ).toHaveLength(1);
  });

  it('counts what is given for one value for that value alone', () => {
    const places = law.rules.map((rule) =>
      rule.id === 'R2R-04' ? { ...rule, dimensions: undefined } : rule,
    );
    const everywhere = doublesIn({ ...law, rules: places }, new People(facts, at), holdings);
    expect(judgePlants(everywhere).invented).toEqual(['R2R-04 person:9019']);
  });

  it('finds none where nobody holds anything, and none that rests on control where nobody controls', () => {
    expect(found(facts, [])).toEqual([]);
    const withoutControl = facts.filter(({ type }) => type !== 'identity.controlled.v1');
    expect(judgePlants(found(withoutControl, holdings)).missed).toHaveLength(9);
  });
});
