import type { EntitlementId, Hash, RoleId } from '@countersign/contracts';
import type {
  BundleDocument,
  EntitlementSpec,
  RoleSpec,
  SystemSpec,
} from '@countersign/contracts/governance';
import { CannotExpand, InconsistentBundle } from './errors.js';

const dayMs = 86_400_000;

const index = <T extends { readonly id: string }>(
  what: string,
  items: readonly T[],
): ReadonlyMap<string, T> => {
  const map = new Map(items.map((item) => [item.id, item]));
  if (map.size !== items.length) throw new InconsistentBundle(`two ${what} have the same id`);
  return map;
};

/**
 * The law of a deployment, ready for questions. Construction checks what every verifier relies on: unique ids, no unknown names,
 * no cycle among roles. Throws `INCONSISTENT_BUNDLE`; then nothing is judged or verified by it.
 */
export class Bundle {
  private readonly entitlements: ReadonlyMap<string, EntitlementSpec>;
  private readonly roles: ReadonlyMap<string, RoleSpec>;
  private readonly systems: ReadonlyMap<string, SystemSpec>;
  private readonly closures = new Map<string, readonly EntitlementSpec[]>();
  private readonly places = new Map<string, EntitlementId[]>();

  constructor(
    readonly document: BundleDocument,
    readonly hash: Hash,
  ) {
    this.entitlements = index('entitlements', document.entitlements);
    this.roles = index('roles', document.roles);
    const duties = index('duties', document.duties);
    index('rules', document.rules);
    index('birthrights', document.birthrights);
    index('routes', document.routes);
    this.systems = index('systems', document.systems);
    for (const { id, permission } of document.entitlements) {
      const system = id.split(':')[0] as string;
      this.known('system', this.systems, system);
      this.places.set(`${system} ${permission}`, [...this.entitlementsAt(system, permission), id]);
    }
    for (const duty of document.duties)
      for (const id of duty.any) this.known('entitlement', this.entitlements, id);
    for (const rule of document.rules) for (const leg of rule.legs) this.known('duty', duties, leg);
    for (const role of document.roles) this.close(role.id, []);
    for (const { items } of document.birthrights)
      for (const item of items)
        if (item.startsWith('role:')) this.known('role', this.roles, item);
        else this.known('entitlement', this.entitlements, item);
  }

  get number(): number {
    return this.document.number;
  }

  /** Whether this bundle has an entitlement or a role of this name. */
  knows(item: string): boolean {
    return item.startsWith('role:') ? this.roles.has(item) : this.entitlements.has(item);
  }

  /** An entitlement by id. Throws `CANNOT_EXPAND` when the bundle does not know it. */
  entitlement(id: EntitlementId | string): EntitlementSpec {
    const found = this.entitlements.get(id);
    if (!found)
      throw new CannotExpand(`entitlement \`${id}\` is not in bundle ${this.number}`, { details: { id } });
    return found;
  }

  /**
   * Until when (ms) access that nobody ordered and was first seen at `since` may stay in a system by this law: for ever (Infinity) while the
   * system is in `shadow` or unknown here, then as long as its adoption lasts.
   */
  adoptedUntil(system: string, since: number): number {
    const spec = this.systems.get(system);
    return spec?.mode === 'enforce' ? since + spec.adoptionDays * dayMs : Infinity;
  }

  /** Whether what a system holds and nobody ordered is adopted when it is first seen; else it is removed. */
  adopts(system: string): boolean {
    return this.systems.get(system)?.mode !== 'enforce';
  }

  /** The entitlements that a permission of a target stands for; none when the bundle does not know it. */
  entitlementsAt(system: string, permission: string): readonly EntitlementId[] {
    return this.places.get(`${system} ${permission}`) ?? [];
  }

  /** A role by id. Throws `CANNOT_EXPAND` when the bundle does not know it. */
  role(id: RoleId | string): RoleSpec {
    const found = this.roles.get(id);
    if (!found) throw new CannotExpand(`role \`${id}\` is not in bundle ${this.number}`, { details: { id } });
    return found;
  }

  /** What an entitlement or role comes down to: entitlements in order of their ids, each once. */
  contents(item: string): readonly EntitlementSpec[] {
    return item.startsWith('role:') ? this.close(this.role(item).id, []) : [this.entitlement(item)];
  }

  /** The people who wrote a role or any role inside it; they do not approve requests for it. */
  authorsOf(item: string): readonly string[] {
    if (!item.startsWith('role:')) return [];
    const role = this.role(item);
    return [...role.authors, ...role.roles.flatMap((inner) => this.authorsOf(inner))];
  }

  private known(what: string, map: ReadonlyMap<string, unknown>, id: string): void {
    if (!map.has(id))
      throw new InconsistentBundle(`bundle ${this.number} names an unknown ${what} \`${id}\``);
  }

  private close(id: string, path: readonly string[]): readonly EntitlementSpec[] {
    const done = this.closures.get(id);
    if (done) return done;
    if (path.includes(id))
      throw new InconsistentBundle(`roles contain each other: ${[...path, id].join(' > ')}`);
    this.known('role', this.roles, id);
    const role = this.roles.get(id) as RoleSpec;
    for (const entitlement of role.entitlements) this.known('entitlement', this.entitlements, entitlement);
    const all = new Map(role.entitlements.map((own) => [own as string, this.entitlement(own)]));
    for (const inner of role.roles)
      for (const spec of this.close(inner, [...path, id])) all.set(spec.id, spec);
    const sorted = [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.closures.set(id, sorted);
    return sorted;
  }
}
