import { bundleType } from '@countersign/contracts/governance';
import { needed, readArguments } from '../arguments.js';
import type { BundleContent } from '../content.js';
import { openDocument } from '../document-file.js';
import { UsageError } from '../governance.errors.js';
import { loadPolicy, readPolicyFolder } from '../load/load-policy.js';
import { allowListOf, allowListSql } from '../permissions/allow-list.js';
import type { CommandContext } from './command.js';

const spec = { system: 'text', format: 'text' } as const;

/**
 * `permissions <folder or document> --system <id>`: the group roles and table rights of a target that a bundle names, as JSON or as the SQL
 * by which the target's owner hands them over to the connector.
 */
export function permissions({ args, print }: CommandContext): void {
  const { operands, options } = readArguments(args, spec, [1, 1]);
  const { format = 'json' } = options;
  const list = allowListOf(contentOf(operands[0] ?? ''), needed('system', options.system));
  if (format === 'json') return print(JSON.stringify(list, null, 2));
  if (format === 'sql') return print(allowListSql(list));
  throw new UsageError(`\`--format\` is \`json\` or \`sql\`, not \`${format}\``);
}

function contentOf(operand: string): BundleContent {
  if (!operand.endsWith('.json')) return loadPolicy(operand, readPolicyFolder(operand)).content;
  const document = openDocument(operand);
  if (document.type !== bundleType) throw new UsageError(`\`${operand}\` is no bundle`);
  return document.document;
}
