import { LineCounter, type Document, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { DocumentPath, LocatedProblem, ProblemCode } from '../problem.js';
import { forbiddenThings } from './yaml-guard.js';
import { maxDepth, tooDeepAt } from './yaml-nesting.js';

/** Bytes of one file. A whole bundle must fit into one message, so no part of it is near this large. */
export const maxFileBytes = 1_048_576;

/** Where the error points: at a value, or at the name of a member. */
type Aim = 'value' | 'name';

/** A YAML file of plain data, and where in it everything stands. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  /** The place of what stands at `path`, or of the nearest thing around it. */
  locate(path: DocumentPath, aim?: Aim): { readonly line: number; readonly column: number };
}

export type YamlReading = YamlFile | { readonly problems: readonly LocatedProblem[] };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Core schema of YAML 1.2 only: no custom types, no merge keys, `no` and `yes` are words. */
const dialect = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: true,
  stringKeys: true,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/**
 * Reads one YAML file as plain data: mappings with distinct text keys, lists, texts, numbers, true, false, null. Aliases, anchors, tags,
 * merge keys, directives and further documents are refused, so the text means exactly what stands there. All problems at once.
 */
export function readYaml(name: string, bytes: Uint8Array): YamlReading {
  const whole = (code: ProblemCode, message: string): YamlReading => ({
    problems: [{ file: name, line: 1, column: 1, code, message }],
  });
  if (bytes.length > maxFileBytes)
    return whole('FILE_TOO_LARGE', `the file has ${bytes.length} bytes, at most ${maxFileBytes} are read`);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return whole('FILE_NOT_TEXT', 'the file is not UTF-8');
  }
  if (text.startsWith('\uFEFF'))
    return whole('FILE_NOT_TEXT', 'the file begins with a byte order mark, save it without');
  const deep = tooDeepAt(text);
  if (deep !== undefined)
    return whole('YAML_FORBIDDEN', `nested deeper than ${maxDepth}, at character ${deep + 1}`);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { ...dialect, lineCounter });
  const problems = [...syntaxProblems(document), ...forbiddenThings(text, document)];
  if (problems.length > 0)
    return {
      problems: problems.map(({ at, code, message }) => ({
        file: name,
        ...placeOf(lineCounter, at),
        code,
        message,
      })),
    };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return whole('FILE_EMPTY', 'the file says nothing');
  return {
    name,
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    locate: (path, aim = 'value') => placeOf(lineCounter, offsetOf(document, path, aim)),
  };
}

const placeOf = (lineCounter: LineCounter, offset: number) => {
  const { line, col } = lineCounter.linePos(offset);
  return { line, column: col };
};

/** What follows the first errors of a file is mostly their echo. */
const maxSyntaxProblems = 10;

const syntaxProblems = (document: Document.Parsed) =>
  document.errors.slice(0, maxSyntaxProblems).map(({ code, message, pos }) => ({
    at: pos[0],
    code: code === 'DUPLICATE_KEY' ? ('KEY_DUPLICATE' as const) : ('YAML_INVALID' as const),
    message: code === 'DUPLICATE_KEY' ? 'this name stands here a second time' : sentence(code, message),
  }));

function sentence(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here, a file holds one';
  if (code === 'NON_STRING_KEY') return 'the name of a member must be plain text';
  return `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function offsetOf(document: Document.Parsed, path: DocumentPath, aim: Aim): number {
  let node: unknown = document.contents;
  let offset = 0;
  path.forEach((step, depth) => {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const last = depth === path.length - 1;
    node = pair
      ? last && aim === 'name'
        ? pair.key
        : (pair.value ?? pair.key)
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (isNode(node) && node.range) offset = node.range[0];
  });
  return path.length === 0 && isNode(node) && node.range ? node.range[0] : offset;
}
