// What separates those who touch a target.
import { type Never, family, read, written } from './never.js';

const targetVariables = /^TARGET_/;

export const targetsNevers: readonly Never[] = [
  {
    id: 'second-hand-on-target',
    says: 'nobody but the one connector of a system can change its target',
    brokenBy: ({ inventory }) =>
      inventory.processes
        .filter((process) => process.target?.access === 'manages')
        .filter(
          (process) => process.duty !== 'connector' || process.name !== `connector-${process.target?.system}`,
        )
        .map((process) => process.name),
  },
  {
    id: 'target-password-astray',
    says: 'nobody but connectors and observers is given a credential on a target',
    brokenBy: ({ inventory }) =>
      inventory.processes
        .filter((process) => !['connector', 'observer'].includes(process.duty))
        .filter(
          (process) =>
            process.target !== null || process.environment.some((name) => targetVariables.test(name)),
        )
        .map((process) => process.name),
  },
  {
    id: 'observer-is-told',
    says: 'an observer never reads what it ought to find: no orders, clearances, approvals or requests',
    brokenBy: ({ inventory }) =>
      inventory.processes
        .filter((process) => process.duty === 'observer')
        .filter((process) =>
          read(inventory, process.name).some((topic) =>
            ['request', 'policy', 'approval', 'provisioning'].includes(family(topic)),
          ),
        )
        .map((process) => process.name),
  },
  {
    id: 'foreign-system',
    says: 'a connector or observer touches no topic of another system',
    brokenBy: ({ inventory }) =>
      inventory.processes
        .filter((process) => process.system !== null)
        .filter((process) =>
          [...read(inventory, process.name), ...written(inventory, process.name)].some(
            (topic) => topic !== 'governance' && topic.split('.')[1] !== process.system,
          ),
        )
        .map((process) => process.name),
  },
];
