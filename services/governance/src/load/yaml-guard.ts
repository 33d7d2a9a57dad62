import { type Document, isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { ProblemCode } from '../problem.js';
import { maxDepth } from './yaml-nesting.js';

interface Finding {
  /** Offset in the text. */
  readonly at: number;
  readonly code: ProblemCode;
  readonly message: string;
}

/** Characters that are not seen or that turn the reading direction: a custodian would sign another text than she reads. */
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const directive = /^%.*/m;

const forbidden = (at: number, message: string): Finding => ({ at, code: 'YAML_FORBIDDEN', message });

/** Everything in a parsed document that makes it mean more, or look like less, than its plain text says. */
export function forbiddenThings(text: string, document: Document.Parsed): Finding[] {
  const found: Finding[] = [];
  const line = directive.exec(text);
  if (line) found.push(forbidden(line.index, 'directives are not read, remove the line'));
  visit(document, {
    Node(_key, node, path) {
      const at = node.range?.[0] ?? 0;
      if (isAlias(node)) found.push(forbidden(at, 'aliases are not read, write the value out'));
      else if (node.anchor) found.push(forbidden(at, 'anchors are not read, remove it'));
      if (!isAlias(node) && node.tag) found.push(forbidden(at, `tags are not read, remove \`${node.tag}\``));
      if (isScalar(node) && typeof node.value === 'string' && deceptive.test(node.value))
        found.push({
          at,
          code: 'TEXT_DECEPTIVE',
          message: 'a character in this text is invisible or turns its direction',
        });
      // path holds a document, and for every level its collection and, in a mapping, the pair
      const depth = path.filter((ancestor) => isMap(ancestor) || isSeq(ancestor)).length;
      if (depth <= maxDepth) return undefined;
      found.push(forbidden(at, `nested deeper than ${maxDepth}`));
      return visit.BREAK;
    },
    Pair(_key, pair) {
      if (isScalar(pair.key) && pair.key.value === '<<')
        found.push(forbidden(pair.key.range?.[0] ?? 0, 'merge keys are not read, write the members out'));
    },
  });
  return found;
}
