import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from 'kafkajs';
import { ADMIN } from '../../deploy/embedded/duties.mjs';
import { kafkaClient } from '../../deploy/embedded/kafka-resources.mjs';
import { type BrokerClient, connectAs, outcomeOf } from './kafka/broker-client.js';
import { type Attempt, fullMatrix, tryOut } from './kafka/kafka-matrix.js';
import { claimedSigner, firstRecords } from './kafka/topic-reader.js';
import { eventually } from './system/eventually.js';
import { archive, type Cell, wrong } from './system/matrix.js';
import { about, inventory, secret } from './system/running-system.js';

const clients = new Map<string, BrokerClient>();
const clientOf = (principal: string) => clients.get(principal) as BrokerClient;
let admin: Admin;

beforeAll(async () => {
  admin = kafkaClient({ brokers: about().brokers, password: secret(about().secrets.kafka[ADMIN]) }).admin();
  await admin.connect();
  for (const { name } of inventory.principals) clients.set(name, await connectAs(name));
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), ...[...clients.values()].map((client) => client.disconnect())]);
});

async function tryAll(attempts: readonly Attempt[]): Promise<Cell[]> {
  const byPrincipal = inventory.principals.map(async ({ name }) => {
    const cells: Cell[] = [];
    for (const attempt of attempts.filter(({ principal }) => principal === name))
      cells.push(await tryOut(attempt, clientOf(name)));
    return cells;
  });
  return (await Promise.all(byPrincipal)).flat();
}

describe('what the broker lets each principal do', () => {
  it('is what deploy/duties.yaml gives it, and nothing else (F11, F12)', async () => {
    const cells = await tryAll(fullMatrix);
    archive('kafka', cells);
    expect(wrong(cells)).toEqual([]);
    expect(cells).toHaveLength(inventory.principals.length * (15 * 8 + 11 * 4 + 11 + 3));
  });

  it('nobody enters with the password of another, or without one', async () => {
    const names = inventory.principals.map(({ name }) => name);
    const outcomes = await Promise.all(
      names.map(async (name, at) => {
        const others = secret(about().secrets.kafka[names[(at + 1) % names.length] ?? '']);
        return [await outcomeOf(connectAs(name, others)), await outcomeOf(connectAs(name, ' '))];
      }),
    );
    expect(new Set(outcomes.flat())).toEqual(new Set(['KafkaJSSASLAuthenticationError']));
  });

  it('each duty does speak on its topic', async () => {
    const spoken = inventory.topics.filter(
      ({ kind, name }) => kind === 'statements' && !name.endsWith('.urgent'),
    );
    for (const { name, writer, readers, partitions } of spoken) {
      const read = () => firstRecords(clientOf(readers[0] ?? ''), name, partitions);
      const spoke = async () => (await read()).some((record) => claimedSigner(record) === writer);
      expect(await eventually(`a statement of \`${writer}\``, spoke)).toBe(true);
    }
  });

  it('each service reads in its own group, and is alone there (F11)', async () => {
    const readers = inventory.processes.filter(({ kind }) => kind === 'service').map(({ name }) => name);
    const { groups } = await admin.describeGroups(readers);
    for (const { groupId, members } of groups)
      expect({ groupId, clients: [...new Set(members.map(({ clientId }) => clientId))] }).toEqual({
        groupId,
        clients: [groupId],
      });
  });
});

const given = (
  principal: string,
  resourceType: AclResourceTypes,
  resourceName: string,
  operation: AclOperationTypes,
  resourcePatternType = ResourcePatternTypes.LITERAL,
): AclEntry => ({
  ...{ principal: `User:${principal}`, host: '*', permissionType: AclPermissionTypes.ALLOW },
  ...{ resourceType, resourceName },
  ...{ resourcePatternType, operation },
});

/** Rights that somebody could give by hand, each with the cells that must then be found wrong. */
const slips: readonly (readonly [AclEntry, who: string, what: readonly string[]])[] = [
  [
    given('approval', AclResourceTypes.TOPIC, 'policy', AclOperationTypes.WRITE),
    'approval',
    ['WRITE policy'],
  ],
  [
    given('itsm', AclResourceTypes.TOPIC, 'request', AclOperationTypes.READ),
    'itsm',
    ['DESCRIBE request', 'READ request'],
  ],
  [
    given('observer-erp', AclResourceTypes.TOPIC, 'policy', AclOperationTypes.DELETE),
    'observer-erp',
    ['DESCRIBE policy', 'DELETE policy'],
  ],
  [
    given('hr', AclResourceTypes.TOPIC, 'approval', AclOperationTypes.ALTER_CONFIGS),
    'hr',
    ['ALTER_CONFIGS approval', 'DESCRIBE_CONFIGS approval'],
  ],
  [
    given('governance', AclResourceTypes.TOPIC, 'a-new-topic', AclOperationTypes.CREATE),
    'governance',
    ['CREATE a-new-topic'],
  ],
  [
    given('connector-erp', AclResourceTypes.GROUP, 'policy', AclOperationTypes.READ),
    'connector-erp',
    ['JOIN policy', 'COMMIT policy', 'DESCRIBE_GROUP policy'],
  ],
  [
    given('observer-erp', AclResourceTypes.GROUP, 'approval', AclOperationTypes.DELETE),
    'observer-erp',
    ['DESCRIBE_GROUP approval', 'DELETE_GROUP approval'],
  ],
  [
    given('provisioning', AclResourceTypes.TOPIC, 'approval', AclOperationTypes.ALTER),
    'provisioning',
    ['ALTER approval'],
  ],
  [
    given('request', AclResourceTypes.TOPIC, 'prov', AclOperationTypes.WRITE, ResourcePatternTypes.PREFIXED),
    'request',
    ['erp', 'erp.urgent', 'bank', 'bank.urgent'].map((system) => `WRITE provisioning.${system}`),
  ],
  [
    given('provisioning', AclResourceTypes.TRANSACTIONAL_ID, 'policy', AclOperationTypes.WRITE),
    'provisioning',
    ['TRANSACTION policy'],
  ],
  [
    given('policy', AclResourceTypes.CLUSTER, 'kafka-cluster', AclOperationTypes.DESCRIBE),
    'policy',
    ['DESCRIBE_ACLS the cluster'],
  ],
];

describe('a right that somebody gives by hand', () => {
  const remove = () => admin.deleteAcls({ filters: slips.map(([acl]) => acl) });
  afterAll(remove);

  it('is found by the matrix, whatever it is, and nothing else is', async () => {
    const expected = slips.flatMap(([, who, what]) => what.map((each) => `${who} ${each}`)).sort();
    const nameOf = ({ principal, operation, object }: Attempt) => `${principal} ${operation.name} ${object}`;
    const slipped = fullMatrix.filter((attempt) => expected.includes(nameOf(attempt)));
    const found = async (attempts: readonly Attempt[]) =>
      wrong(await tryAll(attempts)).map(({ who, what }) => `${who} ${what}`);

    await admin.createAcls({ acl: slips.map(([acl]) => acl) });
    await eventually('the broker to know', async () => (await found(slipped)).length === expected.length);
    const principals = new Set(slips.map(([, who]) => who));
    const theirs = fullMatrix.filter(({ principal }) => principals.has(principal));
    expect((await found(theirs)).sort()).toEqual(expected);
    await remove();
    await eventually('the broker to forget', async () => (await found(slipped)).length === 0);
  });
});
