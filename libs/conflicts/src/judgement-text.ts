import { byCodePoint } from './code-point-order.js';
import type { Judgement } from './judgement.js';

/**
 * One text for one judgement: JSON without spaces, object keys in code point order, no lone surrogates. Equal
 * judgements give equal texts, so the hash of its UTF-8 bytes names the full explanation of an assessment.
 */
export function judgementText(judgement: Judgement): string {
  return JSON.stringify(judgement, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodePoint(a, b)));
  });
}
