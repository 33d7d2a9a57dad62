// The broker: exactly the ACLs that follow from deploy/duties.yaml, no others; and nobody of ours whom it lets do more.
import { randomUUID } from 'node:crypto';
import { ADMIN } from '../embedded/duties.mjs';
import { kafkaClient, readAcls, readTopicSettings, topicSettings } from '../embedded/kafka-resources.mjs';
import { readSecret } from '../embedded/secrets.mjs';
import { credentialsOf } from './credentials.mjs';
import { compareRights } from './layer.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */
/** @typedef {Awaited<ReturnType<typeof readAcls>>[number]} BrokerAcl */
/** @typedef {{ user: string, may: boolean, trouble: string | null }} Tried `trouble`: it could not be tried, and why */

/** Every ACL of the live broker. @param {RunFile} about @returns {Promise<BrokerAcl[]>} */
export const readBrokerAcls = ({ brokers, secrets }) =>
  readAcls({ brokers, password: readSecret(/** @type {string} */ (secrets.kafka[ADMIN])) });

/**
 * One user asks about a topic of a name that was never used, on which therefore no ACL can stand.
 * @param {{ brokers: string[], username: string, password: string }} at @returns {Promise<Tried>}
 */
async function tryBeyondAcls(at) {
  const admin = kafkaClient(at).admin({ retry: { retries: 3 } });
  const tried = { user: at.username, may: false, trouble: null };
  try {
    await admin.connect();
    await admin.fetchTopicMetadata({ topics: [`doctor-${randomUUID()}`] });
    return { ...tried, may: true };
  } catch (error) {
    const { type, message } = /** @type {Error & { type?: string }} */ (error);
    if (type === 'TOPIC_AUTHORIZATION_FAILED') return tried;
    return type === 'UNKNOWN_TOPIC_OR_PARTITION' ? { ...tried, may: true } : { ...tried, trouble: message };
  } finally {
    await admin.disconnect();
  }
}

/**
 * Whom the broker lets do what no ACL gives: by `super.users`, by `allow.everyone.if.no.acl.found`, or because it asks
 * nobody. A broker keeps the values of those settings to itself, so every user of ours tries, with its own password.
 * @param {RunFile} about @returns {Promise<Tried[]>}
 */
export const triedBeyondAcls = (about) =>
  Promise.all(
    credentialsOf(about).flatMap(({ user: username, passwordFile }) =>
      username === undefined || passwordFile === undefined
        ? []
        : tryBeyondAcls({ brokers: about.brokers, username, password: readSecret(passwordFile) }),
    ),
  );

/** @param {{ principal: string, operation: string, type: string, name: string }} acl */
const text = ({ principal, operation, type, name }) => `${principal} ${operation} ${type} ${name}`;

/** @param {Tried} tried @returns {import('./layer.mjs').Complaint[]} */
function beyondAcls({ user, may, trouble }) {
  const complaint = (/** @type {string} */ sentence) => [{ layer: 'kafka', sentence }];
  if (trouble !== null)
    return complaint(`what the broker lets \`${user}\` do beyond its ACLs could not be tried: ${trouble}`);
  if (!may) return [];
  return complaint(
    `the broker lets \`${user}\` do what no ACL gives: take it out of \`super.users\`, and set \`allow.everyone.if.no.acl.found\` to false`,
  );
}

/** What decides whether a record stays, and whose clock says when it came. */
const guards = ['cleanup.policy', 'message.timestamp.type'];

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Complaint[]>} topics that are set otherwise than they were made */
async function otherwiseSet({ brokers, secrets, inventory: { topics } }) {
  const at = { brokers, password: readSecret(/** @type {string} */ (secrets.kafka[ADMIN])) };
  const found = await readTopicSettings(
    at,
    topics.map(({ name }) => name),
  );
  return topics.flatMap((topic) =>
    guards.flatMap((setting) => {
      const is = found.get(topic.name)?.get(setting);
      const should = topicSettings(topic, 1)[setting];
      const sentence = `topic \`${topic.name}\` has \`${setting}\` = ${is}: set it to ${should}`;
      return is === should ? [] : [{ layer: 'kafka', sentence }];
    }),
  );
}

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineKafka(about) {
  const found = (await readBrokerAcls(about)).map((acl) => {
    const plain = acl.permission === 'ALLOW' && acl.pattern === 'literal' && acl.host === '*';
    return plain ? text(acl) : `${text(acl)} (${acl.permission}, ${acl.pattern}, host ${acl.host})`;
  });
  const expected = about.inventory.acls.map(({ principal, operation, resource }) =>
    text({ principal, operation, ...resource }),
  );
  const tried = await triedBeyondAcls(about);
  const compared = compareRights('kafka', expected, found, {
    extra: (right) => `the broker lets \`${right}\`, which deploy/duties.yaml does not give: remove that ACL`,
    missing: (right) =>
      `the broker does not let \`${right}\`, which deploy/duties.yaml gives: that duty cannot work`,
    holds: (count) =>
      `the broker holds exactly the ${count} ACLs of deploy/duties.yaml; every topic has one writer, and none of ${tried.length} users can do more`,
  });
  return {
    ...compared,
    cells: compared.cells + tried.length,
    complaints: [...compared.complaints, ...tried.flatMap(beyondAcls), ...(await otherwiseSet(about))],
  };
}
