/** Columns of one line of quoted text; with its indent it stays within a terminal of 80. */
const columns = 70;

/**
 * Signs that a terminal obeys instead of showing, or shows as nothing or as something else: controls, formats (direction, zero width), line
 * ends, blanks other than the space, marks heaped on one letter, what is unassigned or private, and what we ourselves quote and escape with.
 */
const unclear =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800“”\\]|(?! )\p{Zs}|(?<=\p{M}{2})\p{M}/gu;
const escaped = (sign: string) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ''}}`;

/** Text of others in signs that all can be seen; each other one as `\u{…}`. */
export const visible = (text: string): string => text.replace(unclear, escaped);

/** Free text of others on one line, in quotation marks that it cannot close: nothing in it passes for our own words. */
export const shown = (text: string): string => `“${visible(text)}”`;

/** A name or an id of others: as it is when it is a plain word, else as {@link shown}. */
export const word = (text: string): string => (/^[\w.:@*/-]{1,128}$/.test(text) ? text : shown(text));

/** Everything outside of the first blocks may be drawn two columns wide. */
const width = (sign: string) => ((sign.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2);

/**
 * Free text of others in lines of their own, each with a bar before it, cut so that no terminal of 80 columns wraps them: no part of a long
 * text stands where one of our own lines would begin, and letters that run from right to left turn nothing of ours around.
 */
export function quotation(text: string, indent = '  '): string[] {
  const lines: string[] = [];
  let [line, used] = ['', 0];
  for (const sign of shown(text)) {
    if (used + width(sign) > columns) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += sign;
    used += width(sign);
  }
  return [...lines, line].map((part) => `${indent}| ${part}`);
}
