// The broker: exactly the ACLs that follow from deploy/duties.yaml, no others.
import { ADMIN } from '../embedded/duties.mjs';
import { readAcls } from '../embedded/kafka-resources.mjs';
import { readSecret } from '../embedded/secrets.mjs';
import { compareRights } from './layer.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */
/** @typedef {Awaited<ReturnType<typeof readAcls>>[number]} BrokerAcl */

/** Every ACL of the live broker. @param {RunFile} about @returns {Promise<BrokerAcl[]>} */
export const readBrokerAcls = ({ brokers, secrets }) =>
  readAcls({ brokers, password: readSecret(/** @type {string} */ (secrets.kafka[ADMIN])) });

/** @param {{ principal: string, operation: string, type: string, name: string }} acl */
const text = ({ principal, operation, type, name }) => `${principal} ${operation} ${type} ${name}`;

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineKafka(about) {
  const found = (await readBrokerAcls(about)).map((acl) => {
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
