import type { RoleSpec } from '@countersign/contracts/governance';
import { contentOf } from '@countersign/statement';
import type { BundleContent } from '../content.js';

/** What items come down to, wherever they reach. Unknown names and cycles, reported elsewhere, contribute nothing. */
export class Closure {
  private readonly roles: ReadonlyMap<string, RoleSpec>;
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(content: BundleContent) {
    this.roles = new Map(content.roles.map((role) => [role.id, role]));
  }

  /** The entitlements that these entitlements and roles give together. */
  of(items: Iterable<string>): ReadonlySet<string> {
    const all = new Set<string>();
    for (const item of items) for (const entitlement of this.contents(item, [])) all.add(entitlement);
    return all;
  }

  private contents(item: string, path: readonly string[]): ReadonlySet<string> {
    if (!item.startsWith('role:')) return new Set([item]);
    const known = this.known.get(item);
    if (known) return known;
    const role = this.roles.get(item);
    if (!role || path.includes(item)) return new Set();
    const all = new Set<string>(role.entitlements.map((own) => contentOf(own).item));
    for (const { item: inner } of role.roles.map(contentOf))
      for (const entitlement of this.contents(inner, [...path, item])) all.add(entitlement);
    if (path.length === 0) this.known.set(item, all);
    return all;
  }
}
