import { Lexer } from 'yaml';

/** No document of ours is nested deeper than seven; doubled, so that nobody meets this by honest means. */
export const maxDepth = 14;
/** Columns that a line may be indented by. */
const maxIndent = 120;

/** Tokens of the lexer that stand for no character of the text: begin of a document, end of flow, begin of a scalar. */
const marks = new Set(['\u0002', '\u0018', '\u001f']);
const opening = new Set(['[', '{']);
const closing = new Set([']', '}']);
const indicator = new Set(['-', '?']);

/** How deep the text is at one token: open brackets, and indicators on this line (`- - - x` nests three lists). */
class Depth {
  private brackets = 0;
  private indicators = 0;
  private lineBegins = true;

  /** Whether the text is too deep with this token. */
  exceededBy(token: string): boolean {
    if (opening.has(token)) this.brackets++;
    if (closing.has(token)) this.brackets--;
    if (indicator.has(token)) this.indicators++;
    const indented = this.lineBegins && /^[ \t]/.test(token) && token.length > maxIndent;
    this.lineBegins = token.endsWith('\n');
    if (this.lineBegins) this.indicators = 0;
    return indented || this.brackets > maxDepth || this.indicators > maxDepth;
  }
}

/**
 * Offset at which a text is nested deeper than any of ours, or undefined. Asked before parsing: the parser calls itself for every level,
 * and a process whose stack is used up may end without an error that could be caught.
 */
export function tooDeepAt(text: string): number | undefined {
  const depth = new Depth();
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (depth.exceededBy(token)) return offset;
    if (!marks.has(token)) offset += token.length;
  }
  return undefined;
}
