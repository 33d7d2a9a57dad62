import { type Permission, permissionForm, type Scope } from '@countersign/contracts';
import type { EntitlementSpec } from '@countersign/contracts/governance';
import { InconsistentBundle, ScopeRefused } from './errors.js';
import { normalScope } from './scope.js';

/** A permission of a target, and what part of an entitlement it is. */
export interface PlacedPermission {
  readonly permission: Permission;
  /** One value of each dimension that the target enforces; empty: everywhere. */
  readonly scope: Scope;
}

/**
 * INVARIANT: what a value may be inside a permission's name. Letters and digits alone part no name and end none, so that no value can turn one
 * permission into another, and each name is read back in one way.
 */
const safeValue = /^[A-Za-z0-9]{1,40}$/;
const safePermission = new RegExp(permissionForm);
const slot = /\{([a-z][a-z0-9-]{0,30})\}/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** How the permissions of one entitlement are named, and what they mean. */
export class PermissionTemplate {
  /** What the target can enforce, in the order of their names. */
  readonly dimensions: readonly string[];
  private readonly parts: readonly string[];
  private readonly form: RegExp;
  private readonly slots: readonly string[];

  /** Throws `INCONSISTENT_BUNDLE` for a name that cannot be read back: two values side by side, a dimension twice, a stray brace. */
  constructor(private readonly spec: EntitlementSpec) {
    this.parts = spec.permission.split(new RegExp(slot.source, 'g'));
    this.slots = this.parts.filter((_, at) => at % 2 === 1);
    this.dimensions = [...this.slots].sort();
    const literals = this.parts.filter((_, at) => at % 2 === 0);
    const parted = literals.slice(1, -1).every((text) => /[^A-Za-z0-9]/.test(text));
    const once = new Set(this.slots).size === this.slots.length;
    const stray = literals.some((text) => /[{}]/.test(text)) || !/^[a-z]+:/.test(literals[0] ?? '');
    if (!parted || !once || stray || (this.slots.length === 0 && spec.permissionForAll !== undefined))
      throw new InconsistentBundle(`permission \`${spec.permission}\` of \`${spec.id}\` cannot be read back`);
    this.form = new RegExp(
      `^${this.parts.map((part, at) => (at % 2 === 1 ? '([A-Za-z0-9]{1,40})' : escaped(part))).join('')}$`,
    );
  }

  /** How many permissions this much of the entitlement is. */
  count(scope: Scope): number {
    return this.dimensions.reduce((product, name) => product * (scope[name]?.length ?? 1), 1);
  }

  /**
   * The permissions that this much of the entitlement is, in order: one for each combination of values, or the one for all. Throws
   * `SCOPE_NOT_ENFORCED` for a dimension that the target cannot tell apart, `SCOPE_REQUIRED` where there is no permission for all values,
   * `SCOPE_VALUE_UNSAFE` for a value that no name may hold.
   */
  permissionsFor(scope: Scope): PlacedPermission[] {
    const { id, permission, permissionForAll } = this.spec;
    const foreign = Object.keys(scope).find((name) => !this.dimensions.includes(name));
    if (foreign !== undefined)
      throw new ScopeRefused('SCOPE_NOT_ENFORCED', `no target keeps \`${id}\` within a \`${foreign}\``);
    if (this.dimensions.length === 0) return [{ permission, scope: {} }];
    const missing = this.dimensions.find((name) => !Object.hasOwn(scope, name));
    if (missing === undefined) return this.combinations(scope).map((one) => this.named(one));
    if (Object.keys(scope).length > 0 || permissionForAll === undefined)
      throw new ScopeRefused('SCOPE_REQUIRED', `\`${id}\` is given for each \`${missing}\`; say for which`);
    return [{ permission: permissionForAll, scope: {} }];
  }

  /** What a permission found in the target is of this entitlement; null when it is none of its permissions. */
  read(permission: string): Scope | null {
    const values = this.form.exec(permission)?.slice(1);
    if (values)
      return normalScope(Object.fromEntries(values.map((value, at) => [this.slots[at] ?? '', [value]])));
    return permission === this.spec.permissionForAll ? {} : null;
  }

  private combinations(scope: Scope): Scope[] {
    return this.dimensions.reduce<Scope[]>(
      (all, name) => all.flatMap((one) => (scope[name] ?? []).map((value) => ({ ...one, [name]: [value] }))),
      [{}],
    );
  }

  private named(scope: Scope): PlacedPermission {
    const values = this.parts.map((part, at) => (at % 2 === 1 ? (scope[part]?.[0] ?? '') : part));
    const unsafe = this.slots.find((name) => !safeValue.test(scope[name]?.[0] ?? ''));
    const permission = values.join('');
    if (unsafe !== undefined || !safePermission.test(permission) || permission.length > 128)
      throw new ScopeRefused(
        'SCOPE_VALUE_UNSAFE',
        `\`${permission}\` is no safe name of a permission: a value is letters and digits alone`,
      );
    return { permission, scope };
  }
}
