import type { Cell } from '../system/matrix.js';
import { inventory } from '../system/running-system.js';
import type { BrokerClient } from './broker-client.js';
import { onAcls, onGroups, onTopics, onTransactions, type Operation } from './operations.js';

/** Something to be tried, and whether the inventory gives it. */
export interface Attempt {
  readonly principal: string;
  readonly operation: Operation;
  readonly object: string;
  readonly given: boolean;
}

const principals = inventory.principals.map(({ name }) => name);

const given = (principal: string, type: 'topic' | 'group', name: string, operations: readonly string[]) =>
  inventory.acls.some(
    (acl) =>
      acl.principal === principal &&
      acl.resource.type === type &&
      acl.resource.name === name &&
      operations.includes(acl.operation),
  );

/** Which rights of the inventory an operation needs; one that is not here is given to nobody. */
const needs: Readonly<Record<string, readonly string[]>> = {
  DESCRIBE: ['READ', 'WRITE'],
  WRITE: ['WRITE'],
  READ: ['READ'],
  JOIN: ['READ'],
  COMMIT: ['READ'],
  DESCRIBE_GROUP: ['READ'],
};

const attempts = (
  operations: readonly Operation[],
  objects: readonly string[],
  type: 'topic' | 'group' | null,
): Attempt[] =>
  principals.flatMap((principal) =>
    objects.flatMap((object) =>
      operations.map((operation) => ({
        ...{ principal, operation, object },
        given: type !== null && given(principal, type, object, needs[operation.name] ?? []),
      })),
    ),
  );

/** Every principal × every topic, group, transactional id and the rights themselves × every operation. */
export const fullMatrix: readonly Attempt[] = [
  ...attempts(onTopics, [...inventory.topics.map(({ name }) => name), 'a-new-topic'], 'topic'),
  ...attempts(onGroups, principals, 'group'),
  ...attempts(onTransactions, principals, null),
  ...attempts(onAcls, ['the cluster'], null),
];

/** Tries it and says what became of it: `allowed` is the answer to somebody who may. */
export async function tryOut(
  { principal, operation, object, given: expected }: Attempt,
  client: BrokerClient,
): Promise<Cell> {
  const { name, harmless, refusal, attempt } = operation;
  const outcome = await attempt(client, object);
  return {
    who: principal,
    what: `${name} ${object}`,
    expected: expected ? 'allowed' : refusal,
    seen: harmless.includes(outcome) ? 'allowed' : outcome,
  };
}
