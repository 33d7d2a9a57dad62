import type { BundleContent } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';
import { birthrightProblems } from './birthrights.check.js';
import { duplicateProblems, referenceProblems } from './names.check.js';
import { roleProblems } from './roles.check.js';
import { routeProblems, routeWarnings } from './routes.check.js';
import { ruleProblems, ruleWarnings } from './rules.check.js';

export interface ContentFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem<WarningCode>[];
}

/** Everything that is wrong with the meaning of a bundle whose form is sound, all at once. `mentioned`: ids known besides its own. */
export const checkContent = (content: BundleContent, mentioned?: ReadonlySet<string>): ContentFindings => ({
  problems: [
    ...duplicateProblems(content),
    ...referenceProblems(content, mentioned),
    ...roleProblems(content),
    ...ruleProblems(content),
    ...birthrightProblems(content),
    ...routeProblems(content),
  ],
  warnings: [...ruleWarnings(content), ...routeWarnings(content)],
});
