// What is to be explored, and whether it came out as required.
import { configurations } from './configurations.mjs';
import { explore } from './explore.mjs';

/**
 * @typedef {{ conf: string, mutant: string | null, model: string, flags: string[], required: string[], covered?: string, cycles?: boolean }} Case
 * @typedef {Case & { seen: string, states: number, depth: number, seconds: number, steps: string[], ok: boolean }} Result
 */

/** @param {import('./configurations.mjs').Configuration} configuration @param {boolean} quick @returns {Case[]} */
function casesOf({ conf, model, flags, mutants, cycles, quick: isQuick }, quick) {
  if (quick && !isQuick) return [];
  const plain = { conf, mutant: null, model, flags, required: ['holds'] };
  const endless = { ...plain, mutant: 'looking for a run without end', cycles: true };
  const without = mutants
    .filter((mutant) => !quick || mutant.quick)
    .map((mutant) => ({
      ...{ conf, model, covered: mutant.covered },
      mutant: mutant.flags.join(' '),
      flags: [...flags, ...mutant.flags],
      required: [mutant.required].flat(),
    }));
  return [plain, ...(cycles && !quick ? [endless] : []), ...without];
}

/** @param {{ only?: string[], quick?: boolean }} which @returns {Case[]} */
export const cases = ({ only = [], quick = false }) =>
  configurations
    .filter(({ conf }) => only.length === 0 || only.includes(conf))
    .flatMap((configuration) => casesOf(configuration, quick));

/** @param {Case} one @returns {Promise<Result>} */
export async function judge(one) {
  const explored = await explore({ ...one, shortest: !one.required.includes('holds') });
  return { ...one, ...explored, ok: one.required.includes(explored.seen) };
}
