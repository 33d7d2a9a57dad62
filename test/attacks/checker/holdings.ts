import pg from 'pg';

/** An account may do something in a target, by the target's own catalog. */
export interface Holding {
  readonly system: string;
  readonly account: string;
  /** As the bundle calls it: `role:<name>`, `table:<schema>.<table>:<PRIVILEGE>`, `login:yes`. */
  readonly permission: string;
}

/**
 * What each role can do: its login; every role that a chain of memberships leads to which are inherited or can be set; rights on
 * tables given to it or to any of those.
 */
const everything = `
  WITH RECURSIVE reach (account, role) AS (
    SELECT oid, oid FROM pg_roles
    UNION
    SELECT r.account, m.roleid FROM reach r JOIN pg_auth_members m ON m.member = r.role WHERE m.inherit_option OR m.set_option
  )
  SELECT rolname AS account, 'login:yes' AS permission FROM pg_roles WHERE rolcanlogin
  UNION
  SELECT a.rolname, 'role:' || g.rolname FROM reach r JOIN pg_roles a ON a.oid = r.account JOIN pg_roles g ON g.oid = r.role
   WHERE r.account <> r.role
  UNION
  SELECT a.rolname, 'table:' || n.nspname || '.' || c.relname || ':' || acl.privilege_type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) acl
    JOIN reach r ON r.role = acl.grantee JOIN pg_roles a ON a.oid = r.account
   WHERE acl.grantee <> c.relowner`;

/** Reads one target as its superuser. */
export async function holdingsIn(system: string, url: string): Promise<Holding[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Omit<Holding, 'system'>>(everything);
    return rows.map((row) => ({ system, ...row }));
  } finally {
    await client.end();
  }
}
