import type { Bundle } from '@countersign/statement';

/** Works something out of a bundle once, for as long as that is in use. What throws is tried again. */
export function perBundle<T extends object>(work: (bundle: Bundle) => T): (bundle: Bundle) => T {
  const known = new WeakMap<Bundle, T>();
  return (bundle) => {
    const before = known.get(bundle);
    if (before) return before;
    const worked = work(bundle);
    known.set(bundle, worked);
    return worked;
  };
}
