// The separation of a running system, layer by layer, as it really is.
import { readAcls } from '../embedded/kafka-resources.mjs';
import { readSecret } from '../embedded/secrets.mjs';
import { examineControlPlane } from './control-plane.mjs';
import { examineFolders } from './folders.mjs';
import { examineKafka } from './kafka.mjs';
import { examineKeys } from './keys.mjs';
import { examinePostgres } from './postgres.mjs';

/** @param {import('../embedded/system.mjs').RunFile} about @returns {Promise<{ principal: string, right: string }[]>} */
async function rightsHeld(about) {
  const password = readSecret(/** @type {string} */ (about.secrets.kafka.admin));
  const acls = await readAcls({ brokers: about.brokers, password });
  return [
    ...acls
      .filter(({ type, operation }) => type === 'topic' && (operation === 'WRITE' || operation === 'ALL'))
      .map(({ principal, name }) => ({ principal, right: `broker:${name}:write` })),
    ...about.inventory.keys.flatMap(({ principal, types }) =>
      types.map((type) => ({ principal, right: `keys:${type}:sign` })),
    ),
    ...about.inventory.processes.flatMap(({ name, target }) =>
      target ? [{ principal: name, right: `target:${target.system}:${target.access}` }] : [],
    ),
  ];
}

/** @param {import('../embedded/system.mjs').RunFile} about @returns {Promise<import('./layer.mjs').Examination[]>} */
export async function examine(about) {
  return [
    await examineFolders(),
    await examineKafka(about),
    await examinePostgres(about),
    await examineKeys(about),
    examineControlPlane(await rightsHeld(about)),
  ];
}
