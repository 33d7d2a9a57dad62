/**
 * The counted grants that something was derived from, by number, rising. With all other facts they suffice; among
 * the supports kept of one thing none holds another, so each is an inclusion-minimal witness (SEMANTICS §4).
 */
export type Support = readonly number[];

/** Derived from no grant. */
export const NO_GRANT: Support = [];

export function uniteSupports(a: Support, b: Support): Support {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/** Whether every grant of `inner` is one of `outer`. */
export function isSupportWithin(inner: Support, outer: Support): boolean {
  return inner.length <= outer.length && inner.every((grant) => outer.includes(grant));
}

/** Those of `candidates`, each once, that hold no other of `all`, among which they are. */
export function minimalAmong(all: readonly Support[], candidates: readonly Support[]): Support[] {
  return candidates.filter(
    (support, i) =>
      !all.some((other) => other.length < support.length && isSupportWithin(other, support)) &&
      !candidates.slice(0, i).some((other) => isSame(other, support)),
  );
}

function isSame(a: Support, b: Support): boolean {
  return a.length === b.length && isSupportWithin(a, b);
}
