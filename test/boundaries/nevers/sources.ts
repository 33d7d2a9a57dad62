// What separates sources, law and people from our services.
import { type Never, family, read, signed, whoever, written } from './never.js';

const people = [
  'voting-key.enrolled.v1',
  'login.enrolled.v1',
  'group.membership.v1',
  'group.account-membership.v1',
];
const dutyFamilies = ['request', 'policy', 'approval', 'provisioning', 'connector', 'observer', 'governance'];

export const sourcesNevers: readonly Never[] = [
  {
    id: 'false-source',
    says: 'nobody but a source writes its upstream topic',
    brokenBy: whoever((inventory, principal) =>
      written(inventory, principal).some(
        (topic) => family(topic) === 'upstream' && topic !== `upstream.${principal}`,
      ),
    ),
  },
  {
    id: 'source-inside',
    says: 'a source writes and signs nothing but its own, and reads nothing of ours',
    brokenBy: ({ inventory }) =>
      inventory.sources
        .map((source) => source.name)
        .filter(
          (name) =>
            read(inventory, name).length > 0 ||
            written(inventory, name).some((topic) => topic !== `upstream.${name}`) ||
            signed(inventory, name).some((type) => dutyFamilies.includes(family(type))),
        ),
  },
  {
    id: 'asker-enrols-approvers',
    says: 'a source that asks for access does not say who approves: no voting keys, logins, groups by its signature',
    brokenBy: ({ inventory }) =>
      inventory.sources
        .filter((source) => source.sends.includes('access.requested.v1'))
        .filter((source) => source.signs.some((type) => people.includes(type)))
        .map((source) => source.name),
  },
  {
    id: 'service-gives-power',
    says: 'no service signs a fact that only a source may state, and none signs a vote',
    brokenBy: ({ inventory }) => {
      const facts = inventory.sources.flatMap((source) => source.sends);
      return inventory.keys
        .filter((key) => key.kind === 'service')
        .filter((key) => key.types.some((type) => facts.includes(type) || family(type) === 'vote'))
        .map((key) => key.principal);
    },
  },
  {
    id: 'names-read-twice',
    says: 'nobody but `request` reads what sources send: the others see statements, without names of people',
    brokenBy: whoever(
      (inventory, principal) =>
        principal !== 'request' && read(inventory, principal).some((topic) => family(topic) === 'upstream'),
    ),
  },
  {
    id: 'law-by-service',
    says: 'nobody but `governance` writes bundle and registry, and no service signs them: only custodians do',
    brokenBy: whoever(
      (inventory, principal) =>
        (principal !== 'governance' && written(inventory, principal).includes('governance')) ||
        signed(inventory, principal).some((type) => family(type) === 'governance'),
    ),
  },
  {
    id: 'publisher-with-key',
    says: 'the publishing command holds no key: neither a custodian’s nor one for statements',
    brokenBy: ({ inventory }) =>
      inventory.processes
        .filter((process) => process.duty === 'governance')
        .filter(
          (process) =>
            signed(inventory, process.name).length > 0 ||
            process.environment.some((name) => name.includes('KEY') || /CUSTODIAN(?!S_FILE$)/.test(name)),
        )
        .map((process) => process.name),
  },
];
