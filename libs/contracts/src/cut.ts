/** Halves of a pair that stand alone: no reader takes text with one (RFC 8259 leaves it undefined, and a signature over it binds nothing). */
const halves = /\p{Surrogate}/gu;

/** As much of a text as `length` characters have room for, never a half of one: always well-formed Unicode, whatever was given. */
export const cut = (text: string, length: number): string =>
  text
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(halves, '\uFFFD');
