import { Client } from 'pg';
import type { Catalogue } from './catalogue.js';
import { readCatalogue } from './catalogue.store.js';
import { holdingsOf } from './holdings.decision.js';
import { odditiesOf } from './oddities.decision.js';
import { TestTarget } from './target.spec-only.js';
import { type Read, readTarget } from './target-reader.js';

let target: TestTarget;
let owner: Client;
let t: string;
beforeAll(async () => {
  target = await TestTarget.create();
  ({ owner, tag: t } = target);
  await owner.query(`CREATE ROLE victim_${t} LOGIN; CREATE ROLE clerk_${t}; GRANT clerk_${t} TO victim_${t};
    CREATE ROLE dangerous_${t} LOGIN CREATEDB; CREATE TABLE public.vendor (name text)`);
});
afterAll(() => target.dispose());

const reading = (read: (read: Read) => Promise<Catalogue> = readCatalogue) =>
  readTarget(target.options(), read);
const of = (account: string) => (catalogue: Catalogue) => ({
  holdings: holdingsOf(catalogue)
    .filter((holding) => holding.account === account)
    .map(({ permission }) => permission),
  oddities: odditiesOf(catalogue).flatMap((oddity) => (oddity.account === account ? [oddity.what] : [])),
});

/** Nothing of what others hold, and nothing dangerous, is hidden. */
function expectTheRest(catalogue: Catalogue): void {
  expect(of(`victim_${t}`)(catalogue).holdings).toEqual(['login:yes', `role:clerk_${t}`]);
  expect(of(`dangerous_${t}`)(catalogue).oddities).toEqual(['has CREATEDB']);
}

/** A login without any power, and a session of it. */
async function account(name: string): Promise<{ name: string; session: Client }> {
  const login = `${name}_${t}`;
  await owner.query(`CREATE ROLE ${login} LOGIN PASSWORD 'in-tests'`);
  const { host, port } = owner;
  const session = new Client({ host, port, database: `observed_${t}`, user: login, password: 'in-tests' });
  session.on('error', () => undefined);
  await session.connect();
  return { name: login, session };
}

describe('an account without any power cannot blind the observer', () => {
  it('by large objects, more than a reading takes: they are one oddity, whose words stay', async () => {
    const { name, session } = await account('maker');
    await session.query('SELECT count(lo_create(0)) FROM generate_series(1, 200001)');
    const catalogue = await reading();
    expectTheRest(catalogue);
    expect(of(name)(catalogue)).toEqual({
      holdings: ['login:yes'],
      oddities: ['owns more than 100000 large objects'],
    });
    await session.query('SELECT lo_create(0)');
    expect(of(name)(await reading()).oddities).toEqual(['owns more than 100000 large objects']);
    await session.end();
  }, 120_000);

  it('by rights on large objects that it gives to others', async () => {
    const { session } = await account('giver');
    await session.query(`DO $$ BEGIN FOR i IN 1..60 LOOP
      EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO victim_${t}', lo_create(0)); END LOOP; END $$`);
    const catalogue = await reading();
    expectTheRest(catalogue);
    expect(of(`victim_${t}`)(catalogue).oddities).toEqual(['has rights on more than 50 large objects']);
    await session.end();
  });

  it('by rights on temporary tables, which nobody else can use', async () => {
    const { name, session } = await account('temporary');
    await session.query(`CREATE TEMPORARY TABLE mine (a int); GRANT ALL ON mine TO PUBLIC, victim_${t}`);
    const catalogue = await reading();
    expectTheRest(catalogue);
    expect(catalogue.tableRights.filter(({ grantor }) => grantor === name)).toEqual([]);
    await session.end();
  });

  it('by default rights, in schemas where it may do nothing', async () => {
    const { name, session } = await account('default');
    await session.query(`ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC, victim_${t}`);
    expect(of(`victim_${t}`)(await reading()).oddities).toContain(
      `will have SELECT on tables that ${name} makes`,
    );
    await session.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA public, pg_catalog, information_schema
      GRANT ALL ON TABLES TO PUBLIC, victim_${t}`);
    const catalogue = await reading();
    expectTheRest(catalogue);
    expect(catalogue.defaultRights.filter((right) => right.owner === name)).toEqual([]);
    expect(of(name)(catalogue).oddities).toEqual([
      'gives away more than 50 rights on what it makes in future',
    ]);
    await session.end();
  });

  it('by rights on tables of its own, more than a reading takes; what Countersign gave is always stated', async () => {
    const { name, session } = await account('maker_of_tables');
    await owner.query(`CREATE SCHEMA open; GRANT ALL ON SCHEMA open TO PUBLIC;
      DO $$ BEGIN CREATE ROLE countersign_grantor; EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
    await session.query(`DO $$ BEGIN FOR i IN 1..90 LOOP
      EXECUTE format('CREATE TABLE open.t%s (a int)', i); EXECUTE format('GRANT ALL ON open.t%s TO victim_${t}, PUBLIC', i);
    END LOOP; END $$; GRANT SELECT ON open.t1 TO countersign_grantor WITH GRANT OPTION; SET search_path TO open`);
    await owner.query(`SET ROLE countersign_grantor; GRANT SELECT ON open.t1 TO victim_${t}; RESET ROLE`);
    const all = await reading();
    expect(of(`victim_${t}`)(all).holdings).toContain('table:open.t90:SELECT');
    const bounded = await reading((read) => readCatalogue(read, { tableRights: 1_200, ofOneOwner: 1_000 }));
    expect(of(`victim_${t}`)(bounded).holdings).toEqual([
      'login:yes',
      `role:clerk_${t}`,
      'table:open.t1:SELECT',
    ]);
    expect(of(name)(bounded).oddities).toContain('gave more than 1000 rights on tables of its own');
    await expect(
      reading((read) => readCatalogue(read, { tableRights: 1_200, ofOneOwner: 2_000 })),
    ).rejects.toMatchObject({ code: 'TOO_MUCH_TO_OBSERVE' });
    await owner.query('DROP SCHEMA open CASCADE');
    await session.end();
  });

  it('by whatever makes a list of oddities unreadable: the holdings do not wait for it', async () => {
    const catalogue = await reading((read) =>
      readCatalogue((sql) => read(sql.includes('pg_shdepend') ? 'SELECT 1 / 0' : sql)),
    );
    expectTheRest(catalogue);
    expect(odditiesOf(catalogue)).toContainEqual({
      account: '',
      what: 'objects and rights could not be read in time',
    });
  });
});
