import { bundleType } from '@countersign/contracts/governance';
import { readArguments } from '../arguments.js';
import { successionProblems } from '../check/rollout.check.js';
import { listSections } from '../content.js';
import { draftOf, writeJson } from '../document-file.js';
import { PolicyInvalid } from '../governance.errors.js';
import { loadPolicy, readPolicyFolder } from '../load/load-policy.js';
import { makeBundle } from '../load/make-bundle.js';
import { formatProblem, inDocument } from '../problem.js';
import type { CommandContext } from './command.js';
import { numberingOf, previousDocument } from './draft.js';

const spec = {
  out: 'text',
  deployment: 'text',
  number: 'number',
  'valid-days': 'number',
  previous: 'text',
} as const;

/** `load <folder>`: checks a policy; with `--out` also writes the draft that the custodians sign. */
export function load({ args, print, clock }: CommandContext): void {
  const { operands, options } = readArguments(args, spec, [1, 1]);
  const folder = operands[0] ?? '';
  const { content, warnings } = loadPolicy(folder, readPolicyFolder(folder));
  for (const warning of warnings) print(`warning: ${formatProblem(warning)}`);
  print(
    `\`${folder}\` is sound: ${listSections.map((section) => `${content[section].length} ${section}`).join(', ')}`,
  );
  if (options.out === undefined) return;
  const previous = previousDocument(bundleType, options.previous);
  const bundle = makeBundle(content, numberingOf(options, previous, clock.now()));
  const problems = previous ? successionProblems(previous.document, bundle) : [];
  if (problems.length > 0) throw new PolicyInvalid(`policy \`${folder}\``, problems.map(inDocument(folder)));
  writeJson(options.out, draftOf({ type: bundleType, document: bundle }));
  print(
    `draft of bundle ${bundle.number} for \`${bundle.deployment}\` is in \`${options.out}\`; sign it with \`sign\``,
  );
}
