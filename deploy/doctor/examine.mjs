// The separation of a running system, layer by layer, as it really is.
import { examineControlPlane } from './control-plane.mjs';
import { examineFolders } from './folders.mjs';
import { examineKafka } from './kafka.mjs';
import { examineKeys } from './keys.mjs';
import { examinePostgres } from './postgres.mjs';
import { examineTargets } from './target.mjs';

/** @typedef {import('./layer.mjs').Examination} Examination */
/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

/** @type {Record<string, (about: RunFile) => Promise<Examination>>} */
const layers = {
  folders: () => examineFolders(),
  kafka: examineKafka,
  postgres: examinePostgres,
  target: examineTargets,
  keys: examineKeys,
  'control plane': examineControlPlane,
};

/** Every layer's name, in the order in which they are told. */
export const layerNames = Object.keys(layers);

/**
 * One layer. What cannot be examined is a complaint, never a pass.
 * @param {string} layer one of `layerNames` @param {RunFile} about @returns {Promise<Examination>}
 */
export async function examineLayer(layer, about) {
  try {
    return await /** @type {(about: RunFile) => Promise<Examination>} */ (layers[layer])(about);
  } catch (error) {
    const sentence = `this layer could not be examined: ${error instanceof Error ? error.message : error}`;
    return { layer, cells: 0, holds: '', complaints: [{ layer, sentence }] };
  }
}

/** @param {RunFile} about @param {string[]} [names] default: all layers @returns {Promise<Examination[]>} */
export async function examine(about, names = layerNames) {
  const examinations = [];
  for (const name of names) examinations.push(await examineLayer(name, about));
  return examinations;
}
