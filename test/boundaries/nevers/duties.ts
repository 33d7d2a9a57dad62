// What separates the duties from each other.
import { type Never, both, everybody, speaksFor, unique, whoever, written } from './never.js';

export const dutiesNevers: readonly Never[] = [
  {
    id: 'approve-and-execute',
    says: 'nobody who can state an approval can order access',
    brokenBy: both('approval', 'provisioning'),
  },
  {
    id: 'judge-and-execute',
    says: 'nobody who can clear a request can order access',
    brokenBy: both('policy', 'provisioning'),
  },
  {
    id: 'judge-and-approve',
    says: 'nobody who can clear a request can approve it',
    brokenBy: both('policy', 'approval'),
  },
  {
    id: 'ask-and-decide',
    says: 'nobody who can state a request can clear, approve, order or apply it',
    brokenBy: whoever((inventory, principal) => {
      const voices = speaksFor(inventory, principal);
      return voices.includes('request') && voices.length > 1;
    }),
  },
  {
    id: 'order-and-apply',
    says: 'nobody who can order access can answer for the target, and nobody who applies can order',
    brokenBy: both('provisioning', 'connector'),
  },
  {
    id: 'apply-and-observe',
    says: 'nobody who applies access says what the target holds',
    brokenBy: both('connector', 'observer'),
  },
  {
    id: 'two-voices',
    says: 'no principal speaks for two duties, by topic or by key',
    brokenBy: ({ inventory }) =>
      inventory.processes.map((each) => each.name).filter((name) => speaksFor(inventory, name).length > 1),
  },
  {
    id: 'two-writers',
    says: 'no topic has two writers',
    brokenBy: ({ inventory }) =>
      inventory.topics
        .map((topic) => topic.name)
        .filter(
          (topic) =>
            everybody(inventory).filter((name) => written(inventory, name).includes(topic)).length > 1,
        ),
  },
  {
    id: 'two-signers',
    says: 'no type of statement is signed by two duties',
    brokenBy: ({ inventory }) => {
      const dutyOf = new Map(inventory.processes.map((process) => [process.name, process.duty]));
      const signers = (type: string): string[] =>
        inventory.keys
          .filter((key) => key.types.includes(type))
          .map((key) => dutyOf.get(key.principal) ?? key.principal);
      const types = unique(
        inventory.keys.filter((key) => key.kind === 'service').flatMap((key) => key.types),
      );
      return types.filter((type) => unique(signers(type)).length > 1);
    },
  },
  {
    id: 'shared-code',
    says: 'no two duties live in one folder',
    brokenBy: ({ inventory }) =>
      unique(inventory.processes.map((each) => each.folder)).filter(
        (folder) =>
          unique(inventory.processes.filter((each) => each.folder === folder).map((each) => each.duty))
            .length > 1,
      ),
  },
];
