import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkContent } from '../check/check-content.js';
import type { BundleContent } from '../content.js';
import { FileUnusable, PolicyInvalid } from '../governance.errors.js';
import { type LocatedProblem, type WarningCode, inReadingOrder } from '../problem.js';
import { PolicySource, type SourceFile } from './policy-source.js';

export interface LoadedPolicy {
  readonly content: BundleContent;
  readonly warnings: readonly LocatedProblem<WarningCode>[];
}

/** Files of a folder that are read; more is a wrong folder. */
const maxFiles = 200;

/**
 * Makes one bundle's content of the YAML files of a policy. Form is checked against the published schema, meaning by {@link checkContent}.
 * Throws `POLICY_INVALID` with every problem found, each at its file, line and column.
 */
export function loadPolicy(folder: string, files: readonly SourceFile[]): LoadedPolicy {
  const source = new PolicySource(folder, files);
  const found = source.complete
    ? checkContent(source.content, source.mentioned)
    : { problems: [], warnings: [] };
  const problems = [...source.problems, ...found.problems.map((problem) => source.locate(problem))];
  if (problems.length > 0) throw new PolicyInvalid(`policy \`${folder}\``, problems.sort(inReadingOrder));
  const warnings = found.warnings.map((warning) => source.locate(warning));
  return { content: source.content, warnings: warnings.sort(inReadingOrder) };
}

/** Reads every `*.yaml` and `*.yml` file of a folder, in the order of their names. Throws `FILE_UNUSABLE`. */
export function readPolicyFolder(folder: string): SourceFile[] {
  try {
    const names = readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
    if (names.length === 0) throw new FileUnusable(`folder \`${folder}\` holds no YAML file`);
    if (names.length > maxFiles)
      throw new FileUnusable(`folder \`${folder}\` holds more than ${maxFiles} YAML files`);
    return names.map((name) => ({ name: join(folder, name), bytes: readFileSync(join(folder, name)) }));
  } catch (cause) {
    if (cause instanceof FileUnusable) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new FileUnusable(`policy folder \`${folder}\` cannot be read: ${reason}`, { cause });
  }
}
