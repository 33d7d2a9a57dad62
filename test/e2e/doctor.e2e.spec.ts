import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from 'kafkajs';
import { examine, layerNames } from '../../deploy/doctor/examine.mjs';
import { ADMIN } from '../../deploy/embedded/duties.mjs';
import { kafkaClient } from '../../deploy/embedded/kafka-resources.mjs';
import type { RunFile } from '../../deploy/embedded/system.mjs';
import { publishRegistry } from './keys/registry.js';
import { asSuperuser } from './postgres/cluster-client.js';
import { eventually } from './system/eventually.js';
import { about, inventory, secret } from './system/running-system.js';

const root = join(__dirname, '../..');
/** All but the folders, which take longest and which no right on a running system changes. */
const living = layerNames.filter((name) => name !== 'folders');

/** What the doctor says, by layer; nothing when all is well. */
async function complaints(layers = living, of: RunFile = about()): Promise<Record<string, string[]>> {
  const examinations = await examine(of, layers);
  return Object.fromEntries(
    examinations
      .filter(({ complaints: some }) => some.length > 0)
      .map(({ layer, complaints: some }) => [layer, some.map(({ sentence }) => sentence)]),
  );
}

interface Told {
  readonly layer: string;
  readonly cells: number;
  readonly ok: boolean;
}

/** `npm run doctor`, on this very system. */
async function command(): Promise<{ readonly code: number; readonly told: Told[] }> {
  const run = ['tools/doctor.mjs', '--json', '--run', process.env['E2E_RUN_FILE'] ?? ''];
  const { stdout, code } = await promisify(execFile)(process.execPath, run, { cwd: root }).then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  const told = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told);
  return { code, told };
}

/** Something that somebody changes by hand, and how to undo it. */
interface Slip {
  readonly what: string;
  readonly give: () => Promise<unknown>;
  readonly takeBack: () => Promise<unknown>;
  /** What must be said, by layer. */
  readonly said: Readonly<Record<string, readonly RegExp[]>>;
}

let admin: Admin;
beforeAll(async () => {
  admin = kafkaClient({ brokers: about().brokers, password: secret(about().secrets.kafka[ADMIN]) }).admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

function acl(
  principal: string,
  resourceType: AclResourceTypes,
  resourceName: string,
  operation: AclOperationTypes,
  pattern = ResourcePatternTypes.LITERAL,
): Omit<Slip, 'what' | 'said'> {
  const entry: AclEntry = {
    ...{ principal: `User:${principal}`, host: '*', resourceType, resourceName, operation },
    ...{ resourcePatternType: pattern, permissionType: AclPermissionTypes.ALLOW },
  };
  return {
    give: () => admin.createAcls({ acl: [entry] }),
    takeBack: () => admin.deleteAcls({ filters: [entry] }),
  };
}

function sql(cluster: string, database: string, give: string, takeBack: string): Omit<Slip, 'what' | 'said'> {
  const as = (statement: string) => asSuperuser(cluster, database, (client) => client.query(statement));
  return { give: () => as(give), takeBack: () => as(takeBack) };
}

const twoDuties = (principal: string) => [new RegExp(`service:${principal}\\b`)];
const slips: readonly Slip[] = [
  {
    what: 'approval may write the topic of policy',
    ...acl('approval', AclResourceTypes.TOPIC, 'policy', AclOperationTypes.WRITE),
    said: { kafka: [/`approval WRITE topic policy`/], 'control plane': twoDuties('approval') },
  },
  {
    what: 'request may write every topic that begins like provisioning',
    ...acl('request', AclResourceTypes.TOPIC, 'prov', AclOperationTypes.ALL, ResourcePatternTypes.PREFIXED),
    said: { kafka: [/`request ALL topic prov \(ALLOW, prefixed/], 'control plane': twoDuties('request') },
  },
  {
    what: 'observer-erp may give rights on the broker',
    ...acl('observer-erp', AclResourceTypes.CLUSTER, 'kafka-cluster', AclOperationTypes.ALTER),
    said: {
      kafka: [/`observer-erp ALTER cluster kafka-cluster`/],
      'control plane': twoDuties('observer-erp'),
    },
  },
  {
    what: 'connector-erp may join the group of policy',
    ...acl('connector-erp', AclResourceTypes.GROUP, 'policy', AclOperationTypes.READ),
    said: { kafka: [/`connector-erp READ group policy`/] },
  },
  {
    what: 'approval may change what it signed',
    ...sql(
      'platform',
      'approval',
      'GRANT UPDATE ON statement TO approval',
      'REVOKE UPDATE ON statement FROM approval',
    ),
    said: { postgres: [/`approval: approval UPDATE public\.statement`/] },
  },
  {
    what: 'approval may change one column of what it signed',
    ...sql(
      'platform',
      'approval',
      'GRANT UPDATE (jws) ON statement TO approval',
      'REVOKE UPDATE (jws) ON statement FROM approval',
    ),
    said: { postgres: [/`approval: approval UPDATE public\.statement\(jws\)`/] },
  },
  {
    what: 'a role is a super user',
    ...sql(
      'platform',
      'postgres',
      'ALTER ROLE provisioning SUPERUSER',
      'ALTER ROLE provisioning NOSUPERUSER',
    ),
    said: {
      postgres: [/has `provisioning SUPERUSER LOGIN`/, /lacks `provisioning LOGIN`/],
      'control plane': twoDuties('provisioning'),
    },
  },
  {
    what: 'approval enters the database of policy',
    ...sql(
      'platform',
      'postgres',
      'GRANT CONNECT ON DATABASE policy TO approval',
      'REVOKE CONNECT ON DATABASE policy FROM approval',
    ),
    said: { postgres: [/`approval CONNECT database policy`/], 'control plane': twoDuties('approval') },
  },
  {
    what: 'everybody enters the database of policy',
    ...sql(
      'platform',
      'postgres',
      'GRANT CONNECT ON DATABASE policy TO PUBLIC',
      'REVOKE CONNECT ON DATABASE policy FROM PUBLIC',
    ),
    said: { postgres: [/`PUBLIC CONNECT database policy`/], 'control plane': twoDuties('approval') },
  },
  {
    what: 'a role may read everything',
    ...sql(
      'platform',
      'postgres',
      'GRANT pg_read_all_data TO request',
      'REVOKE pg_read_all_data FROM request',
    ),
    said: { postgres: [/`request is a member of pg_read_all_data`/] },
  },
  {
    what: 'a role may read the passwords of all',
    ...sql(
      'platform',
      'policy',
      'GRANT SELECT ON pg_authid TO policy',
      'REVOKE SELECT ON pg_authid FROM policy',
    ),
    said: { postgres: [/`policy: policy SELECT pg_authid`/] },
  },
  {
    what: 'a role may switch off what guards a table',
    ...sql(
      'platform',
      'postgres',
      'GRANT SET ON PARAMETER session_replication_role TO policy',
      'REVOKE SET ON PARAMETER session_replication_role FROM policy',
    ),
    said: { postgres: [/`policy SET parameter session_replication_role`/] },
  },
  {
    what: 'a function does for everybody what its owner may',
    ...sql(
      'platform',
      'policy',
      'CREATE FUNCTION slip() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1',
      'DROP FUNCTION slip()',
    ),
    said: { postgres: [/function slip\(\) SECURITY DEFINER/] },
  },
  {
    what: 'the connector may write the data of its target',
    ...sql(
      'erp',
      'erp',
      'GRANT UPDATE ON erp.vendors TO countersign_connector',
      'REVOKE UPDATE ON erp.vendors FROM countersign_connector',
    ),
    said: { target: [/`erp: countersign_connector UPDATE erp\.vendors`/] },
  },
  {
    what: 'the observer may give access',
    ...sql(
      'erp',
      'erp',
      'GRANT EXECUTE ON FUNCTION countersign.give(text, text) TO countersign_observer',
      'REVOKE EXECUTE ON FUNCTION countersign.give(text, text) FROM countersign_observer',
    ),
    said: {
      target: [/countersign_observer EXECUTE function countersign\.give/],
      'control plane': twoDuties('observer-erp'),
    },
  },
];

const allIsWell = () =>
  eventually('all to be well again', async () => Object.keys(await complaints()).length === 0);

it('of a system as it was started the doctor says that all is well', async () => {
  expect(await complaints()).toEqual({});
});

// each slip is also heard to be over: what the doctor says of the next is exactly what is wrong then
describe('a right that somebody gives by hand is said, by name:', () => {
  it.each(slips)('$what', async ({ give, takeBack, said }) => {
    await give();
    try {
      const wanted = Object.keys(said).sort();
      const heard = await eventually('the doctor to say so', async () => {
        const now = await complaints();
        return Object.keys(now).length >= wanted.length && now;
      });
      expect(Object.keys(heard).sort()).toEqual(wanted);
      for (const [layer, sentences] of Object.entries(said))
        for (const sentence of sentences) expect(heard[layer]?.join('\n')).toMatch(sentence);
    } finally {
      await takeBack();
    }
  });

  it('a service is given the key of another', async () => {
    const now = about();
    const environments = structuredClone(now.environments);
    const mine = environments['approval'] as Record<string, string>;
    mine['SIGNING_KEY_FILE'] = now.secrets.signingKeys['policy'] ?? '';
    expect(await complaints(['control plane'], { ...now, environments })).toEqual({
      'control plane': [expect.stringMatching(/service:approval\b/)],
    });
  });

  it('the custodians let approval sign what policy clears', async () => {
    const slipped = await publishRegistry((keys) =>
      keys.map((key) =>
        key.signer === 'approval' ? { ...key, types: [...key.types, 'policy.cleared.v1'] } : key,
      ),
    );
    try {
      const heard = await eventually('every service to believe it', async () => {
        const now = await complaints();
        return now['keys']?.length === inventory.databases.length && now;
      });
      expect(heard).toEqual({
        keys: inventory.databases
          .map(
            ({ process }) =>
              expect.stringContaining(`${process} believes policy.cleared.v1 of approval`) as string,
          )
          .sort(),
        'control plane': [expect.stringMatching(/service:approval\b/)],
      });
      const { code, told } = await command();
      expect(code).toBe(1);
      expect(told.map(({ layer }) => layer)).toEqual(layerNames);
      expect(told.filter(({ ok }) => !ok).map(({ layer }) => layer)).toEqual(['keys', 'control plane']);
      expect(told.every(({ cells }) => cells > 20)).toBe(true);
    } finally {
      await slipped.undo();
    }
    await allIsWell();
  }, 180_000);
});
