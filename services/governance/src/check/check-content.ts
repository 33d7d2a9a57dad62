import { type BundleContent, listSections } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';
import { birthrightProblems } from './birthrights.check.js';
import { duplicateProblems, referenceProblems } from './names.check.js';
import { JudgedLaw } from './law.check.js';
import { permissionProblems } from './permissions.check.js';
import { recordProblems, recordWarnings } from './records.check.js';
import { roleProblems, roleWarnings } from './roles.check.js';
import { routeProblems, routeWarnings } from './routes.check.js';
import { ruleProblems, ruleWarnings } from './rules.check.js';

export interface ContentFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem<WarningCode>[];
}

/** Everything that is wrong with the meaning of a bundle whose form is sound, all at once. `mentioned`: ids known besides its own. */
export function checkContent(
  content: BundleContent,
  mentioned: ReadonlySet<string> = new Set(),
): ContentFindings {
  const law = new JudgedLaw(content);
  const own = [
    ...duplicateProblems(content),
    ...referenceProblems(content, mentioned),
    ...permissionProblems(content),
    ...recordProblems(content),
    ...roleProblems(content, law),
    ...ruleProblems(content),
    ...birthrightProblems(content, law),
    ...routeProblems(content),
  ];
  const engine = isWhole(content, mentioned) ? law.problemsBeside(own) : [];
  return {
    problems: [...own, ...engine],
    warnings: [
      ...ruleWarnings(content),
      ...roleWarnings(content, law),
      ...recordWarnings(content),
      ...routeWarnings(content),
    ],
  };
}

/** Whether every entry that was written down is here; else the engine would miss what merely has another form. */
function isWhole(content: BundleContent, mentioned: ReadonlySet<string>): boolean {
  const here = new Set<string>(listSections.flatMap((section) => content[section].map(({ id }) => id)));
  return [...mentioned].every((id) => here.has(id));
}
