import type { AccountName } from '@countersign/contracts';
import type { Holding } from '@countersign/contracts/observer';
import { hasAccountName, isAccount, rolePermission, tablePermission } from './accounts.decision.js';
import type { Catalogue, Membership, Role } from './catalogue.js';

/** Ways longer than this are not followed; a statement has no room for them. */
const longestWay = 16;

type Option = Holding['options'][number];
interface Reach {
  readonly role: number;
  readonly via: readonly string[];
  readonly inherit: boolean;
  readonly set: boolean;
}

/**
 * What every account holds: its login, its memberships with grantor and options, the roles these lead to (with the way), and rights on
 * tables given to it directly. Order is fixed, so that the same catalogue gives the same holdings.
 */
export function holdingsOf(catalogue: Catalogue): Holding[] {
  const names = new Map(catalogue.roles.map((role) => [role.oid, role.name]));
  const byMember = groupBy(catalogue.memberships, ({ member }) => member);
  const byGrantee = groupBy(catalogue.tableRights, ({ grantee }) => grantee);
  return catalogue.roles
    .filter(isAccount)
    .filter(hasAccountName)
    .flatMap((role) => {
      const account = role.name as AccountName;
      return [
        ...(role.login ? [{ account, permission: 'login:yes', grantor: null, via: [], options: [] }] : []),
        ...direct(account, byMember.get(role.oid) ?? [], names),
        ...nested(account, role, byMember, names),
        ...(byGrantee.get(role.oid) ?? []).flatMap(({ schema, relation, privilege, grantor, grantable }) => {
          const permission = tablePermission(schema, relation, privilege);
          const options: Option[] = grantable ? ['grant'] : [];
          return permission ? [{ account, permission, grantor, via: [], options }] : [];
        }),
      ];
    });
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

const optionsOf = ({ admin, inherit, set }: { admin: boolean; inherit: boolean; set: boolean }): Option[] => [
  ...(admin ? (['admin'] as const) : []),
  ...(inherit ? (['inherit'] as const) : []),
  ...(set ? (['set'] as const) : []),
];

function direct(
  account: AccountName,
  memberships: readonly Membership[],
  names: ReadonlyMap<number, string>,
): Holding[] {
  return memberships.flatMap((membership) => {
    const permission = rolePermission(names.get(membership.role) ?? '');
    return permission
      ? [{ account, permission, grantor: membership.grantor, via: [], options: optionsOf(membership) }]
      : [];
  });
}

/** Roles behind the direct ones, each by its shortest way. What neither inherits nor can be SET leads no further. */
function nested(
  account: AccountName,
  from: Role,
  byMember: ReadonlyMap<number, readonly Membership[]>,
  names: ReadonlyMap<number, string>,
): Holding[] {
  const found = new Map<number, Holding>();
  const seen = new Set<string>();
  const ways: Reach[] = [{ role: from.oid, via: [], inherit: true, set: true }];
  for (const way of ways) {
    for (const membership of byMember.get(way.role) ?? []) {
      const next = { inherit: way.inherit && membership.inherit, set: way.set && membership.set };
      const name = names.get(membership.role) ?? '';
      if (way.via.length > 0) keep(found, account, name, membership, { ...way, ...next });
      const key = `${membership.role} ${next.inherit} ${next.set}`;
      if (!(next.inherit || next.set) || seen.has(key) || way.via.length >= longestWay) continue;
      seen.add(key);
      ways.push({ role: membership.role, via: [...way.via, name], ...next });
    }
  }
  return [...found.values()];
}

/** The first way found is the shortest; what other ways allow besides is added to it. */
function keep(
  found: Map<number, Holding>,
  account: AccountName,
  name: string,
  membership: Membership,
  way: Reach,
): void {
  const permission = rolePermission(name);
  const options = optionsOf({ admin: membership.admin, inherit: way.inherit, set: way.set });
  if (!permission || options.length === 0) return;
  const known = found.get(membership.role);
  if (known) known.options = [...new Set([...known.options, ...options])].sort();
  else
    found.set(membership.role, {
      account,
      permission,
      grantor: membership.grantor,
      via: [...way.via],
      options,
    });
}
