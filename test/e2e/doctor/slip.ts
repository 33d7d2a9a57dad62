import {
  type AclEntry,
  type AclOperationTypes,
  AclPermissionTypes,
  type AclResourceTypes,
  type Admin,
  ConfigResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { ADMIN } from '../../../deploy/embedded/duties.mjs';
import { kafkaClient, topicSettings } from '../../../deploy/embedded/kafka-resources.mjs';
import { asSuperuser } from '../postgres/cluster-client.js';
import { about, secret } from '../system/running-system.js';

/** Something that somebody changes by hand, and how to undo it. */
export interface Slip {
  readonly what: string;
  readonly give: () => Promise<unknown>;
  readonly takeBack: () => Promise<unknown>;
  /** What must be said, by layer. */
  readonly said: Readonly<Record<string, readonly RegExp[]>>;
}

async function asAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
  const { brokers, secrets } = about();
  const admin = kafkaClient({ brokers, password: secret(secrets.kafka[ADMIN]) }).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** A principal is given a right on the broker. */
export function acl(
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
    give: () => asAdmin((admin) => admin.createAcls({ acl: [entry] })),
    takeBack: () => asAdmin((admin) => admin.deleteAcls({ filters: [entry] })),
  };
}

/** A topic's setting is another than the one it was made with. */
export function topicSetting(name: string, setting: string, value: string): Omit<Slip, 'what' | 'said'> {
  const topic = about().inventory.topics.find((each) => each.name === name)!;
  const set = (settings: Record<string, string>) =>
    asAdmin((admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            ...{ type: ConfigResourceTypes.TOPIC, name },
            configEntries: Object.entries(settings).map(([key, to]) => ({ name: key, value: to })),
          },
        ],
      }),
    );
  const made = () => topicSettings(topic, 1);
  return { give: () => set({ ...made(), [setting]: value }), takeBack: () => set(made()) };
}

/** A statement in one database of a cluster, and the one that takes it back. */
export function sql(
  cluster: string,
  database: string,
  give: string,
  takeBack: string,
): Omit<Slip, 'what' | 'said'> {
  const as = (statement: string) => asSuperuser(cluster, database, (client) => client.query(statement));
  return { give: () => as(give), takeBack: () => as(takeBack) };
}
