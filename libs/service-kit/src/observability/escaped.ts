/** Control and direction characters that JSON leaves as they are: a terminal or log viewer must show them, not obey them. */
const unruly = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A line of JSON, or of texts that went through it, with every such character written as `\uXXXX`. */
export const escaped = (line: string): string =>
  line.replace(unruly, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
