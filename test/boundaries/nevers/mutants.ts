import type { DutiesFile } from '../../../deploy/embedded/duties-file.mjs';
import type { Separation } from '../separation.js';

/** A separation that is wrong in one way, and the never that has to say so. */
export interface Mutant {
  readonly never: string;
  readonly what: string;
  /** Changes the file before it is expanded; the file stays one that its own checks accept. */
  readonly file?: (file: DutiesFile) => void;
  /** Changes what it came down to: a slip in the expansion or in the SQL, which no check of the file can see. */
  readonly expanded?: (separation: Separation) => unknown;
}

const duty = (file: DutiesFile, name: string): DutiesFile['duties'][string] => {
  const entry = file.duties[name];
  if (!entry) throw new RangeError(`no duty \`${name}\``);
  return entry;
};
const source = (file: DutiesFile, name: string): DutiesFile['sources'][string] => {
  const entry = file.sources[name];
  if (!entry) throw new RangeError(`no source \`${name}\``);
  return entry;
};
/** Moves a right from one duty's list to another's, so that each still has one holder. */
function move(file: DutiesFile, list: 'produces' | 'signs', from: string, to: string, value: string): void {
  const giver = duty(file, from);
  giver[list] = giver[list].filter((each) => each !== value);
  if (list === 'produces' && giver.produces.length === 0) giver.produces = [`${from}.rest`];
  duty(file, to)[list].push(value);
}
const acl = (separation: Separation, principal: string, name: string, operation: 'READ' | 'WRITE'): void => {
  separation.inventory.acls.push({ principal, resource: { type: 'topic', name }, operation });
};

/** At least one for every never. */
export const mutants: readonly Mutant[] = [
  {
    never: 'approve-and-execute',
    what: 'approval writes the urgent orders',
    file: (file) => move(file, 'produces', 'provisioning', 'approval', 'provisioning.{system}.urgent'),
  },
  {
    never: 'approve-and-execute',
    what: 'provisioning’s key signs approvals',
    file: (file) => move(file, 'signs', 'approval', 'provisioning', 'approval.approved.v1'),
  },
  {
    never: 'judge-and-execute',
    what: 'policy’s key signs orders',
    file: (file) => move(file, 'signs', 'provisioning', 'policy', 'provisioning.ordered.v1'),
  },
  {
    never: 'judge-and-approve',
    what: 'approval’s key signs clearances',
    file: (file) => move(file, 'signs', 'policy', 'approval', 'policy.cleared.v1'),
  },
  {
    never: 'ask-and-decide',
    what: 'request’s key signs approvals',
    file: (file) => move(file, 'signs', 'approval', 'request', 'approval.approved.v1'),
  },
  {
    never: 'order-and-apply',
    what: 'the connector writes orders',
    file: (file) => move(file, 'produces', 'provisioning', 'connector', 'provisioning.{system}'),
  },
  {
    never: 'apply-and-observe',
    what: 'the connector’s key signs observations',
    file: (file) => move(file, 'signs', 'observer', 'connector', 'observer.observed.v1'),
  },
  {
    never: 'two-voices',
    what: 'policy’s key signs for a duty that does not exist yet',
    file: (file) => duty(file, 'policy').signs.push('ledger.appended.v1'),
  },
  {
    never: 'two-writers',
    what: 'an ACL lets provisioning write what policy writes',
    expanded: (separation) => acl(separation, 'provisioning', 'policy', 'WRITE'),
  },
  {
    never: 'two-signers',
    what: 'the registry names a second signer of clearances',
    expanded: ({ inventory }) =>
      inventory.keys.push({ principal: 'provisioning', kind: 'service', types: ['policy.cleared.v1'] }),
  },
  {
    never: 'shared-code',
    what: 'approval lives in policy’s folder',
    file: (file) => void (duty(file, 'approval').folder = duty(file, 'policy').folder),
  },
  {
    never: 'false-source',
    what: 'request writes what HR says',
    expanded: (separation) => acl(separation, 'request', 'upstream.hr', 'WRITE'),
  },
  {
    never: 'false-source',
    what: 'ITSM writes what HR says',
    expanded: (separation) => acl(separation, 'itsm', 'upstream.hr', 'WRITE'),
  },
  {
    never: 'source-inside',
    what: 'HR reads clearances',
    expanded: (separation) => acl(separation, 'hr', 'policy', 'READ'),
  },
  {
    never: 'source-inside',
    what: 'ITSM’s key signs requests in our name',
    file: (file) => {
      source(file, 'itsm').sends.push('request.submitted.v2');
      source(file, 'itsm').signs.push('request.submitted.v2');
    },
  },
  {
    never: 'asker-enrols-approvers',
    what: 'ITSM enrols voting keys',
    file: (file) => {
      source(file, 'itsm').sends.push('voting-key.enrolled.v1');
      source(file, 'itsm').signs.push('voting-key.enrolled.v1');
    },
  },
  {
    never: 'service-gives-power',
    what: 'request’s key signs that somebody was hired',
    file: (file) => duty(file, 'request').signs.push('worker.hired.v1'),
  },
  {
    never: 'service-gives-power',
    what: 'approval’s key signs votes',
    file: (file) => duty(file, 'approval').signs.push('vote.cast.v1'),
  },
  {
    never: 'names-read-twice',
    what: 'policy reads what HR sends',
    file: (file) => duty(file, 'policy').consumes.push('upstream.{source}'),
  },
  {
    never: 'law-by-service',
    what: 'policy writes bundles',
    file: (file) => move(file, 'produces', 'governance', 'policy', 'governance'),
  },
  {
    never: 'law-by-service',
    what: 'policy’s key signs bundles',
    file: (file) => duty(file, 'policy').signs.push('governance.bundle.v1'),
  },
  {
    never: 'publisher-with-key',
    what: 'the publishing command signs statements',
    file: (file) => duty(file, 'governance').signs.push('governance.alive.v1'),
  },
  {
    never: 'publisher-with-key',
    what: 'the publishing command is given a custodian’s key',
    expanded: ({ inventory }) =>
      inventory.processes.find((each) => each.duty === 'governance')?.environment.push('CUSTODIAN_KEY_FILE'),
  },
  {
    never: 'second-hand-on-target',
    what: 'the observer manages the target',
    file: (file) => void (duty(file, 'observer').target = 'manages'),
  },
  {
    never: 'target-password-astray',
    what: 'policy has a credential on each target',
    file: (file) => {
      Object.assign(duty(file, 'policy'), { per: 'system', target: 'reads', database: 'policy_{system}' });
      duty(file, 'policy').produces = ['policy.{system}'];
      for (const entry of Object.values(file.duties))
        entry.consumes = entry.consumes.map((topic) => (topic === 'policy' ? 'policy.{system}' : topic));
    },
  },
  {
    never: 'observer-is-told',
    what: 'the observer reads the orders',
    file: (file) => duty(file, 'observer').consumes.push('provisioning.{system}'),
  },
  {
    never: 'foreign-system',
    what: 'the connector of one system reads the orders of another',
    file: (file) => void (file.systems.crm = { kind: 'postgres' }),
    expanded: (separation) => acl(separation, 'connector-erp', 'provisioning.crm', 'READ'),
  },
  {
    never: 'super-user',
    what: 'a process is named like the super user',
    expanded: (separation) => acl(separation, 'admin', 'policy', 'WRITE'),
  },
  {
    never: 'super-user',
    what: 'policy joins the group of provisioning',
    expanded: ({ inventory }) =>
      inventory.acls.push({
        principal: 'policy',
        resource: { type: 'group', name: 'provisioning' },
        operation: 'READ',
      }),
  },
  {
    never: 'super-user',
    what: 'policy may read every topic',
    expanded: (separation) => acl(separation, 'policy', '*', 'READ'),
  },
  {
    never: 'shared-database',
    what: 'approval works with policy’s role',
    expanded: ({ inventory }) => {
      const approval = inventory.databases.find((each) => each.process === 'approval');
      if (approval) approval.runtime = 'policy';
    },
  },
  {
    never: 'owner-at-work',
    what: 'policy works as the owner of its tables',
    expanded: ({ inventory }) => {
      const policy = inventory.databases.find((each) => each.process === 'policy');
      if (policy) policy.runtime = policy.owner;
    },
  },
  {
    never: 'foreign-database',
    what: 'approval may connect to policy’s database',
    expanded: ({ platform }) => platform.push('GRANT CONNECT ON DATABASE "policy" TO "approval"'),
  },
  {
    never: 'foreign-database',
    what: 'everybody may connect to policy’s database',
    expanded: ({ platform }) => {
      const at = platform.indexOf('REVOKE ALL ON DATABASE "policy" FROM PUBLIC');
      platform.splice(at, 1);
    },
  },
  {
    never: 'powerful-role',
    what: 'policy is a super user',
    expanded: ({ platform }) => platform.push('ALTER ROLE "policy" LOGIN SUPERUSER'),
  },
  {
    never: 'powerful-role',
    what: 'the connector passes row security on the target',
    expanded: ({ target }) => target.manages.push('ALTER ROLE countersign_connector LOGIN BYPASSRLS;'),
  },
  {
    never: 'borrowed-role',
    what: 'approval is a member of policy',
    expanded: ({ platform }) => platform.push('GRANT "policy" TO "approval"'),
  },
  {
    never: 'borrowed-role',
    what: 'the connector’s login is a member of the grantor',
    expanded: ({ target }) => target.manages.push('GRANT countersign_grantor TO countersign_connector;'),
  },
  {
    never: 'role-maker',
    what: 'provisioning makes roles',
    expanded: ({ platform }) => platform.push('ALTER ROLE "provisioning" LOGIN NOSUPERUSER CREATEROLE'),
  },
  {
    never: 'role-maker',
    what: 'the observer makes roles on the target',
    expanded: ({ target }) =>
      target.reads.push('ALTER ROLE countersign_observer LOGIN NOSUPERUSER CREATEROLE;'),
  },
  {
    never: 'writing-observer',
    what: 'the observer inserts',
    expanded: ({ target }) =>
      target.reads.push('GRANT SELECT, INSERT ON erp.vendor TO countersign_observer;'),
  },
];
