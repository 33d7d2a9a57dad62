import type { AnyCase } from '@countersign/test-oracle';
import type { Law } from './law.js';

type Control = AnyCase['world']['controls'][number];

/** Two identities that may have to be judged together. */
export type Link = readonly [string, string];

/** What is held, and by whom: identity → entitlements. */
export type Held = ReadonlyMap<string, readonly { readonly item: string }[]>;

const like = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/**
 * Who might come to control whom by what the law says a right gives. Rather too many than too few: what meets one
 * premise may find the others at somebody whom it controls, and a premise that is not a plain entitlement, or that another right gives, may be met
 * by everybody who holds anything.
 */
export function linksByLaw({ edges = [] }: Law, held: Held, controls: readonly Control[]): Link[] {
  const known = new Set([...held.keys(), ...controls.flatMap(({ from, to }) => [from, to])]);
  const given = new Set(
    edges.flatMap(({ gives }) => (gives.entitlement === undefined ? [] : [gives.entitlement])),
  );
  return edges.flatMap(({ premises, gives: { control } }) => {
    if (!control) return [];
    const plain = premises.filter((one) => !/[*]|^role:/.test(one) && !given.has(one));
    const able = [...held].filter(
      ([, all]) => plain.length === 0 || plain.some((one) => all.some(({ item }) => item === one)),
    );
    const named = [...known].filter(
      (id) =>
        (control.kind === undefined || id.startsWith(`${control.kind}:`)) &&
        (control.identity === undefined || like(control.identity).test(id)),
    );
    return able.flatMap(([id]) => named.map((other): Link => [id, other]));
  });
}

/** Identities that control leads from one to the other, in whatever direction: what is judged together. */
export function* clusters(
  ids: Iterable<string>,
  controls: readonly Control[],
  links: readonly Link[] = [],
): Generator<readonly string[]> {
  const next = new Map<string, string[]>();
  for (const [from, to] of [...controls.map((one): Link => [one.from, one.to]), ...links]) {
    next.set(from, [...(next.get(from) ?? []), to]);
    next.set(to, [...(next.get(to) ?? []), from]);
  }
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) continue;
    const cluster = [id];
    seen.add(id);
    for (const one of cluster)
      for (const other of next.get(one) ?? [])
        if (!seen.has(other)) {
          seen.add(other);
          cluster.push(other);
        }
    yield cluster;
  }
}
