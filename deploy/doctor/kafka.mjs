// The broker: exactly the ACLs that follow from deploy/duties.yaml, no others.
import { readAcls } from '../embedded/kafka-resources.mjs';
import { readSecret } from '../embedded/secrets.mjs';
import { compareRights } from './layer.mjs';

/** @param {{ principal: string, operation: string, type: string, name: string }} acl */
const text = ({ principal, operation, type, name }) => `${principal} ${operation} ${type} ${name}`;

/** @param {import('../embedded/system.mjs').RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineKafka(about) {
  const password = readSecret(/** @type {string} */ (about.secrets.kafka.admin));
  const acls = await readAcls({ brokers: about.brokers, password });
  const found = acls.map((acl) => {
    const plain = acl.permission === 'ALLOW' && acl.pattern === 'literal' && acl.host === '*';
    return plain ? text(acl) : `${text(acl)} (${acl.permission}, ${acl.pattern}, host ${acl.host})`;
  });
  const expected = about.inventory.acls.map(({ principal, operation, resource }) =>
    text({ principal, operation, ...resource }),
  );
  return compareRights('kafka', expected, found, {
    extra: (right) => `the broker lets \`${right}\`, which deploy/duties.yaml does not give: remove that ACL`,
    missing: (right) =>
      `the broker does not let \`${right}\`, which deploy/duties.yaml gives: that duty cannot work`,
    holds: (count) =>
      `the broker holds exactly the ${count} ACLs of deploy/duties.yaml; every topic has one writer`,
  });
}
