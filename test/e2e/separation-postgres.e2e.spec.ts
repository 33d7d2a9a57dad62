import { connectorWritesData } from './doctor/slips.js';
import { asSuperuser, connectTo, type Login, outcomeOf, passwordOf } from './postgres/cluster-client.js';
import { type HandedOver, inOwnDatabase, onTarget, tryEscalations } from './postgres/escalations.js';
import { isReviewed, isReviewedOnTarget, reviewed } from './postgres/reviewed-rights.js';
import { denied, tablesOf, tryTables } from './postgres/table-attempts.js';
import { archive, type Cell, wrong } from './system/matrix.js';
import { about, inventory } from './system/running-system.js';

const { databases, roles } = inventory;
const targetLogins = inventory.processes.flatMap(({ target }) => (target ? [target] : []));
const wrongPassword = '28P01';
const closedDatabase = '55000';

async function tryLogin(login: Login, expected: string): Promise<Cell> {
  const entering = connectTo(login).then((client) => client.end());
  return {
    who: login.role,
    what: `CONNECT ${login.cluster}/${login.database}`,
    expected,
    seen: await outcomeOf(entering),
  };
}

/** Where a role is let in, of the databases that every cluster has and of its own. */
const expectedIn = (database: string, own: string): string =>
  database === own ? 'allowed' : database === 'template0' ? closedDatabase : denied;

async function oneAfterTheOther<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

describe('which database lets whom in', () => {
  const common = ['postgres', 'template1', 'template0'];

  it('a role of the platform enters its own database and no other, in no cluster', async () => {
    const attempts = roles.flatMap(({ name: role, database: own }) => [
      ...[...databases.map(({ name }) => name), ...common].map(
        (database) => [{ cluster: 'platform', database, role }, expectedIn(database, own)] as const,
      ),
      ...inventory.systems.map(
        ({ name }) =>
          [
            { cluster: name, database: name, role, password: passwordOf('platform', role) },
            wrongPassword,
          ] as const,
      ),
    ]);
    const cells = await oneAfterTheOther(attempts, ([login, expected]) => tryLogin(login, expected));
    archive('postgres-connect', cells);
    expect(wrong(cells)).toEqual([]);
  });

  it('a login on a target enters that target and nothing else', async () => {
    const attempts = targetLogins.flatMap(({ system, role }) => [
      ...[system, ...common].map(
        (database) => [{ cluster: system, database, role }, expectedIn(database, system)] as const,
      ),
      ...databases.map(
        ({ name }) =>
          [
            { cluster: 'platform', database: name, role, password: passwordOf(system, role) },
            wrongPassword,
          ] as const,
      ),
    ]);
    const cells = await oneAfterTheOther(attempts, ([login, expected]) => tryLogin(login, expected));
    archive('target-connect', cells);
    expect(wrong(cells)).toEqual([]);
  });

  it('nobody enters with the password of another', async () => {
    const cells = await oneAfterTheOther(roles, ({ name, database }) => {
      const other = roles.find((role) => role.name !== name && role.database !== database)?.name ?? '';
      const password = passwordOf('platform', other);
      return tryLogin({ cluster: 'platform', database, role: name, password }, wrongPassword);
    });
    expect(wrong(cells)).toEqual([]);
  });

  it('a service is given the password of its runtime role, and of no other', () => {
    const { environments, secrets } = about();
    const given = inventory.processes
      .filter(({ database }) => database !== null)
      .map(({ name, database }) => [name, database, environments[name]] as const);
    for (const [name, database, environment] of given) {
      const files = Object.values(environment ?? {}).filter((value) =>
        Object.values(secrets.database).includes(value),
      );
      expect([name, files]).toEqual([name, [secrets.database[database ?? '']]]);
    }
  });
});

describe('what a service may do in its own database', () => {
  it('is what was reviewed, on every table and column', async () => {
    const cells = await oneAfterTheOther(databases, async ({ name, runtime }) =>
      tryTables(
        { cluster: 'platform', database: name, role: runtime },
        await tablesOf('platform', name),
        (privilege, object) => isReviewed(name, runtime, privilege, object),
      ),
    );
    archive('postgres-tables', cells.flat());
    expect(wrong(cells.flat())).toEqual([]);
  });

  it('lets it become nobody else and change no rule', async () => {
    const cells = await oneAfterTheOther(databases, ({ name, runtime }) =>
      tryEscalations({ cluster: 'platform', database: name, role: runtime }, inOwnDatabase(name)),
    );
    archive('postgres-escalations', cells.flat());
    expect(wrong(cells.flat())).toEqual([]);
  });
});

const connectorKeeps = ['document', 'evidence', 'evidence_document', 'ending_issued'];
/** What was signed, received, decided or done by hand. Written here, and not computed from the reviewed file. */
const appendOnly: Readonly<Record<string, readonly string[]>> = {
  everywhere: [
    ...['statement', 'received', 'inbox', 'governance_document', 'quarantine_act', 'chain_act'],
    'stop_act',
  ],
  request: [
    ...['fact', 'request', 'withdrawal', 'withdrawal_ahead', 'birthright', 'exchange', 'story_step'],
    'bundle_considered',
  ],
  policy: ['fact', 'explanation', 'taken_back', 'given_up', 'finding_act', 'reserved_name'],
  approval: ['fact', 'asked', 'vote', 'closed_request'],
  provisioning: ['fact', 'withdrawn_clearance'],
  connector_erp: connectorKeeps,
  connector_bank: connectorKeeps,
};

const keptIn = (database: string): string[] =>
  [...(appendOnly['everywhere'] ?? []), ...(appendOnly[database] ?? [])]
    .map((table) => `public.${table}`)
    .sort();

/** Tables that a service may write to but in no way change, by the reviewed file. */
function onlyWrittenTo(database: string, runtime: string): string[] {
  const tablesOfRight = (privileges: string) =>
    reviewed.flatMap((right) => {
      const form = new RegExp(`^${database}: ${runtime} (?:${privileges}) (public\\.\\w+)(?:\\(\\w+\\))?$`);
      return form.exec(right)?.[1] ?? [];
    });
  const changed = new Set(tablesOfRight('UPDATE|DELETE|TRUNCATE'));
  return tablesOfRight('INSERT')
    .filter((table) => !changed.has(table))
    .sort();
}

describe('whatever was reviewed', () => {
  it.each(databases)('every table of $name that is only written to is named here', ({ name, runtime }) => {
    expect(onlyWrittenTo(name, runtime)).toEqual(keptIn(name));
  });

  it('what was signed, received or decided is never changed and never deleted', async () => {
    const cells = await oneAfterTheOther(databases, async ({ name, runtime }) => {
      const kept = keptIn(name);
      const tables = (await tablesOf('platform', name)).filter((table) => kept.includes(table.name));
      expect(tables.map((table) => table.name).sort()).toEqual(kept);
      return tryTables({ cluster: 'platform', database: name, role: runtime }, tables, (privilege) =>
        ['SELECT', 'INSERT'].includes(privilege),
      );
    });
    expect(wrong(cells.flat())).toEqual([]);
  });

  it('what is to be sent and what was set aside keeps its bytes', () => {
    const changeable = (table: string) =>
      new Set(
        reviewed.flatMap(
          (right) => new RegExp(`: \\w+ UPDATE public\\.${table}\\((\\w+)\\)`).exec(right)?.[1] ?? [],
        ),
      );
    expect(changeable('outbox')).toEqual(new Set(['published_at', 'published_to']));
    expect(changeable('quarantine')).toEqual(
      new Set(['state', 'in_order', 'code', 'message', 'attempts', 'due_at']),
    );
    expect(reviewed.filter((right) => / UPDATE public\.(outbox|quarantine)$/.test(right))).toEqual([]);
  });

  it.each([
    [
      'only the super user is one',
      /SUPERUSER|CREATEROLE|CREATEDB|REPLICATION|BYPASSRLS/,
      /^postgres SUPERUSER /,
    ],
    ['nobody is a member of anybody', / is a member of /, /^$/],
    ['nobody may give on what he has', / WITH GRANT OPTION/, /^$/],
    [
      'everybody may nothing',
      /\bPUBLIC\b/,
      /^PUBLIC CONNECT database template0$|^postgres: PUBLIC USAGE schema public$/,
    ],
    ['nothing runs as somebody else', /SECURITY DEFINER/, /^$/],
    [
      'what is deleted is a queue, or what is now and has its history elsewhere',
      / (DELETE|TRUNCATE) /,
      / DELETE public\.(worker_due|swap_due|observation_part|access_beside|slot)$/,
    ],
    [
      'an extension is one that policy’s constraint is made of',
      /: extension /,
      /^policy: extension btree_gist$/,
    ],
    ['nobody enters without a password', /without a password/, /^$/],
    ['nobody starts with settings of his own', / starts with /, /^$/],
  ])('%s', (_, every, allowed) => {
    expect(reviewed.filter((right) => every.test(right) && !allowed.test(right))).toEqual([]);
  });

  it.each(databases)('nobody but $runtime and $owner has a right in $name', ({ name, runtime, owner }) => {
    const inside = reviewed.filter(
      (right) => right.startsWith(`${name}: `) && !right.startsWith(`${name}: extension `),
    );
    expect(inside.filter((right) => ![runtime, owner].includes(right.split(' ')[1] ?? ''))).toEqual([]);
  });
});

/** A role of each target, and a table, that its owner has handed over to the connector or keeps. */
const handedOver: Readonly<Record<string, HandedOver>> = {
  erp: { role: 'erp_masters_read', table: ['erp', 'vendors'] },
  bank: { role: 'bank_file_upload', table: ['bank', 'payment_files'] },
};

describe('what our logins may do on a target', () => {
  it('is what was reviewed: on its own data nothing', async () => {
    const cells = await oneAfterTheOther(targetLogins, async ({ system, role }) =>
      tryTables(
        { cluster: system, database: system, role },
        await tablesOf(system, system),
        (privilege, object) => isReviewedOnTarget(system, role, privilege, object),
      ),
    );
    archive('target-tables', cells.flat());
    expect(wrong(cells.flat())).toEqual([]);
    const allowed = cells.flat().filter(({ seen }) => seen === 'allowed');
    expect(allowed.filter(({ what }) => !what.includes(' countersign.'))).toEqual([]);
  });

  it('lets them become nobody else and hand nothing over to themselves', async () => {
    const cells = await oneAfterTheOther(targetLogins, ({ system, role }) =>
      tryEscalations({ cluster: system, database: system, role }, onTarget(handedOver[system] as HandedOver)),
    );
    archive('target-escalations', cells.flat());
    expect(wrong(cells.flat())).toEqual([]);
  });
});

describe('a right that somebody gives by hand', () => {
  const give = [
    'GRANT UPDATE (jws) ON statement TO approval',
    'GRANT TRUNCATE ON inbox TO approval',
    'GRANT CREATE ON SCHEMA public TO approval',
    'GRANT approval_owner TO approval',
    'GRANT CONNECT ON DATABASE approval TO policy',
  ];
  const takeBack = give.map((sql) => sql.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '));
  const change = (statements: readonly string[]) =>
    asSuperuser('platform', 'approval', (client) => client.query(statements.join(';')));
  afterAll(() => change(takeBack));

  it('is found', async () => {
    const login = { cluster: 'platform', database: 'approval', role: 'approval' };
    const tables = (await tablesOf('platform', 'approval')).filter(({ name }) =>
      /statement|inbox/.test(name),
    );
    const found = async () =>
      wrong([
        ...(await tryTables(login, tables, (...right) => isReviewed('approval', 'approval', ...right))),
        ...(await tryEscalations(login, inOwnDatabase('approval'))),
        await tryLogin({ ...login, role: 'policy' }, denied),
      ]).map(({ what }) => what);
    await change(give.slice(0, 3));
    expect(await found()).toEqual([
      'TRUNCATE public.inbox in approval',
      'UPDATE public.statement(jws) in approval',
      'CREATE TABLE public.attempt (a int)',
      'CREATE FUNCTION public.attempt() RETURNS int LANGUAGE sql RETURN 1',
      'GRANT UPDATE ON statement TO CURRENT_USER; UPDATE statement SET jws = DEFAULT WHERE false',
    ]);
    await change(give.slice(3));
    expect(await found()).toEqual(
      expect.arrayContaining([
        'DROP public.statement in approval',
        'SET ROLE approval_owner',
        'CONNECT platform/approval',
      ]),
    );
    await change(takeBack);
    expect(await found()).toEqual([]);
  });
});

describe('a right that somebody gives by hand on a target', () => {
  afterAll(connectorWritesData.takeBack);

  it('is found', async () => {
    const login = { cluster: 'erp', database: 'erp', role: 'countersign_connector' };
    const vendors = (await tablesOf('erp', 'erp')).filter(({ name }) => name === 'erp.vendors');
    const found = async () =>
      wrong(
        await tryTables(login, vendors, (...right) => isReviewedOnTarget('erp', login.role, ...right)),
      ).map(({ what }) => what);
    await connectorWritesData.give();
    const columns = vendors.flatMap((table) => table.columns);
    expect(await found()).toEqual(columns.map((column) => `UPDATE erp.vendors(${column}) in erp`));
    await connectorWritesData.takeBack();
    expect(await found()).toEqual([]);
  });
});
