import { compileMatrix, type ConflictMatrix } from '@countersign/conflicts';
import type { Bundle } from '@countersign/statement';

const dayMs = 86_400_000;
const compiled = new WeakMap<Bundle, ConflictMatrix>();

/** The conflict matrix of a bundle, compiled once. Throws the engine's typed errors; then nothing is judged by that bundle. */
export function matrixOf(bundle: Bundle): ConflictMatrix {
  const known = compiled.get(bundle);
  if (known) return known;
  const { entitlements, roles, duties, rules } = bundle.document;
  const matrix = compileMatrix({
    entitlements: entitlements.map(({ id }) => id),
    roles: roles.map(({ id, version, entitlements: own, roles: inner }) => ({
      id,
      version,
      entitlements: own,
      roles: inner,
    })),
    duties: duties.map(({ id, title, any }) => ({ id, title, any })),
    rules: rules.map(({ maxDays, critical: _guardedTwice, ...rule }) => ({
      ...rule,
      ...(maxDays === undefined ? {} : { maxDurationMs: maxDays * dayMs }),
    })),
  });
  compiled.set(bundle, matrix);
  return matrix;
}
