import type { BundleDocument } from '@countersign/contracts/governance';
import type { Problem } from '../problem.js';
import { versionProblems } from './versions.check.js';

/** What is wrong with a bundle as the one that follows another. */
export const successionProblems = (before: BundleDocument, after: BundleDocument): Problem[] => [
  ...versionProblems(before, after),
  ...rolloutProblems(before, after),
];

/**
 * Rules that would be enforced although the bundle before had them neither enforced nor recorded as they are now: what everybody holds is looked at
 * under a rule, and shown, before it refuses anybody (DESIGN, section 5). The first bundle of all follows none, and may enforce at once.
 */
function rolloutProblems(before: BundleDocument, after: BundleDocument): Problem[] {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  return after.rules.flatMap(({ id, version, rollout }, at): Problem[] => {
    const was = old.get(id);
    const stood = was?.rollout === 'enforce' || (isShown(was?.rollout) && was?.version === version);
    if (rollout !== 'enforce' || stood) return [];
    const message = `\`${id}\` would be enforced and was never recorded in version ${version}: publish it in \`record\` or \`warn\` first`;
    return [{ path: ['rules', at, 'rollout'], code: 'ROLLOUT_SKIPS_RECORD', message }];
  });
}

const isShown = (rollout: string | undefined): boolean => rollout === 'record' || rollout === 'warn';
