import { largeHoldings, largeLook, largeTarget } from '@countersign/testing';
import { readCatalogue } from './catalogue.store.js';
import { holdingsOf } from './holdings.decision.js';
import { partsOf } from './parts.decision.js';
import { TestTarget } from './target.spec-only.js';
import { readTarget } from './target-reader.js';

let target: TestTarget;
const begun = 1_790_000_000_000;
const { accounts, roles } = largeTarget;

beforeAll(async () => {
  target = await TestTarget.create();
  await target.owner.query(`DO $$ BEGIN
      EXECUTE (SELECT string_agg('CREATE ROLE ' || r, ';') FROM unnest('{${roles.join(',')}}'::text[]) r);
      EXECUTE (SELECT string_agg('CREATE ROLE ' || a || ' LOGIN IN ROLE ${roles.join(', ')}', ';') FROM unnest('{${accounts.join(',')}}'::text[]) a);
    END $$`);
}, 120_000);
afterAll(async () => {
  await target.owner.query(`DROP ROLE ${[...accounts, ...roles].join(', ')}`);
  await target.dispose();
}, 120_000);

describe('a target of 10^5 memberships', () => {
  it('is read whole, and stated in the parts that specs of its readers are given', async () => {
    const ours = new Set<string>(accounts);
    const catalogue = await readTarget(target.options(), readCatalogue);
    const holdings = holdingsOf(catalogue).filter(({ account }) => ours.has(account));
    const parts = partsOf({
      ...{ system: 'erp' as never, observation: `o-${String(begun).padStart(22, '0')}` },
      ...{ begun, ended: begun, holdings, oddities: [] },
    });
    const grantor = target.owner.user ?? '';
    const expected = largeHoldings().map((holding) => (holding.grantor ? { ...holding, grantor } : holding));
    expect(parts).toEqual(largeLook('erp', begun, expected));
  }, 120_000);
});
