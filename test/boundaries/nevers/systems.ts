// What the broker and the databases may let nobody do.
import { type Never } from './never.js';

const dangerous = /(?<!NO)\b(SUPERUSER|BYPASSRLS|REPLICATION|CREATEDB)\b/;
const connect = /GRANT (?:CONNECT|ALL\b.*) ON DATABASE (.+) TO (.+)$/i;
const names = (list: string): string[] => list.split(',').map((name) => name.trim().replaceAll('"', ''));

export const systemsNevers: readonly Never[] = [
  {
    id: 'super-user',
    says: 'the broker’s super user is no process of ours, and no principal has more than READ and WRITE on named topics and its own group',
    brokenBy: ({ inventory }) =>
      inventory.acls
        .filter(
          ({ principal, resource, operation }) =>
            principal === 'admin' ||
            !['READ', 'WRITE'].includes(operation) ||
            !['topic', 'group'].includes(resource.type) ||
            resource.name.includes('*') ||
            (resource.type === 'group' && resource.name !== principal),
        )
        .map(
          ({ principal, resource, operation }) =>
            `${principal} ${operation} ${resource.type} ${resource.name}`,
        ),
  },
  {
    id: 'shared-database',
    says: 'no two processes share a database or a role',
    brokenBy: ({ inventory }) => {
      const of = inventory.databases;
      return of
        .filter((database) =>
          of.some(
            (other) =>
              other !== database &&
              [other.name, other.owner, other.runtime].some((name) =>
                [database.name, database.owner, database.runtime].includes(name),
              ),
          ),
        )
        .map((database) => database.process);
    },
  },
  {
    id: 'owner-at-work',
    says: 'no service works as the owner of its tables: append-only would be a courtesy',
    brokenBy: ({ inventory }) =>
      inventory.databases.filter(({ owner, runtime }) => owner === runtime).map((database) => database.name),
  },
  {
    id: 'foreign-database',
    says: 'no role can connect to a database of another, and PUBLIC to none',
    brokenBy: ({ inventory, platform }) => {
      const own = new Map(inventory.roles.map((role) => [role.name, role.database]));
      const granted = platform
        .map((sql) => connect.exec(sql))
        .filter((match) => match !== null)
        .flatMap(([, databases = '', roles = '']) =>
          names(databases).flatMap((database) => names(roles).map((role) => ({ database, role }))),
        )
        .filter(({ database, role }) => own.get(role) !== database)
        .map(({ database, role }) => `${role} on ${database}`);
      const open = inventory.databases
        .map((database) => database.name)
        .filter((name) => !platform.includes(`REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`))
        .map((name) => `PUBLIC on ${name}`);
      return [...granted, ...open];
    },
  },
  {
    id: 'powerful-role',
    says: 'no role is SUPERUSER, BYPASSRLS, REPLICATION or CREATEDB, here or on a target',
    brokenBy: ({ platform, target }) =>
      [...platform, ...target.manages, ...target.reads].filter((sql) => dangerous.test(sql)),
  },
  {
    id: 'borrowed-role',
    says: 'no role of ours is a member of another, and nobody who logs in to a target is one of its grantor',
    brokenBy: ({ platform, target }) => [
      ...platform.filter((sql) => /^GRANT (?!.* ON )/i.test(sql)),
      ...[...target.manages, ...target.reads].filter((sql) => /^GRANT "?\w*grantor"? TO /i.test(sql)),
    ],
  },
  {
    id: 'role-maker',
    says: 'no role that can log in makes roles: on a target, functions do it for the connector',
    brokenBy: ({ platform, target }) =>
      [...platform, ...target.manages, ...target.reads].filter(
        (sql) => /(?<!NO)\bCREATEROLE\b/.test(sql) && !/\bNOLOGIN\b/.test(sql),
      ),
  },
  {
    id: 'writing-observer',
    says: 'an observer’s credential is given no right that changes anything',
    brokenBy: ({ target }) =>
      target.reads.filter((sql) =>
        /^GRANT .*\b(INSERT|UPDATE|DELETE|TRUNCATE|CREATE|ALL|TRIGGER|MAINTAIN|SET|pg_write\w*)\b.* TO /.test(
          sql,
        ),
      ),
  },
];
