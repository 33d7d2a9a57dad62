-- Countersign's connector in a PostgreSQL target. Run by the target's owner, a superuser, in the target's database; running it again
-- changes nothing. PostgreSQL 16 or newer; one cluster serves one system.
--
-- Parameter (optional, a setting of the session): the connector's password, better its SCRAM verifier, which tells nobody the password:
--   psql -1 -v ON_ERROR_STOP=1 -c "SET countersign.connector_password = 'SCRAM-SHA-256$…'" -f setup.sql <database>
-- Afterwards hand over what Countersign is to manage:
--   SELECT countersign.manage_role('erp_clerk'); SELECT countersign.manage_table('erp', 'vendor', '{SELECT,INSERT}');
--
-- Who may do what. `countersign_connector` logs in and holds no right on the target at all: it may call the functions below and keep
-- its notes. `countersign_grantor` cannot log in, owns those functions and holds what they need: CREATEROLE, ADMIN on the roles and
-- GRANT OPTION on the tables handed over. In PostgreSQL whoever has ADMIN can make himself a member, and whoever has GRANT OPTION
-- can use the right; so the credential that sits on a network must have neither.

DO $$
BEGIN
  IF current_setting('server_version_num')::int < 160000 THEN
    RAISE EXCEPTION 'PostgreSQL 16 or newer is needed, this is %', current_setting('server_version');
  END IF;
  IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'run this as a superuser of the target, not as `%`', current_user;
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
             WHERE n.nspname = 'countersign' AND NOT r.rolsuper) THEN
    RAISE EXCEPTION 'schema `countersign` belongs to somebody who is no superuser: drop it first';
  END IF;
END $$;

---------------------------------------------------------------------------------------------------------------------------- roles

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY '{countersign_grantor,countersign_connector}'::text[] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I', wanted);
    END IF;
  END LOOP;
END $$;
ALTER ROLE countersign_grantor NOLOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS INHERIT PASSWORD NULL;
ALTER ROLE countersign_connector LOGIN NOCREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS NOINHERIT;
GRANT pg_signal_backend, pg_read_all_stats TO countersign_grantor WITH ADMIN FALSE, INHERIT TRUE, SET FALSE;
-- a removal must get in when accounts have used up all connections (see reserved_connections)
GRANT pg_use_reserved_connections TO countersign_connector WITH ADMIN FALSE, INHERIT TRUE, SET FALSE;

DO $$
DECLARE
  secret text := current_setting('countersign.connector_password', true);
BEGIN
  IF secret <> '' THEN
    EXECUTE format('ALTER ROLE countersign_connector PASSWORD %L', secret);
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO countersign_connector', current_database());
  IF EXISTS (SELECT FROM pg_catalog.pg_auth_members
             WHERE roleid IN ('countersign_grantor'::regrole, 'countersign_connector'::regrole)) THEN
    RAISE EXCEPTION 'somebody is a member of countersign_grantor or countersign_connector: revoke that first';
  END IF;
END $$;

--------------------------------------------------------------------------------------------------------------------------- tables

CREATE SCHEMA IF NOT EXISTS countersign;
REVOKE ALL ON SCHEMA countersign FROM PUBLIC;
GRANT USAGE ON SCHEMA countersign TO countersign_connector, countersign_grantor;

-- what the target's owner handed over; filled by manage_role and manage_table
CREATE TABLE IF NOT EXISTS countersign.managed_role (
  role_name text PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS countersign.managed_table (
  schema_name text NOT NULL,
  relation text NOT NULL,
  privilege text NOT NULL CHECK (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')),
  PRIMARY KEY (schema_name, relation, privilege)
);
-- accounts made on order or handed over; the oid tells a re-created one from the one that was meant
CREATE TABLE IF NOT EXISTS countersign.account (
  name text PRIMARY KEY,
  role_oid oid NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);
-- whoever locks the one row is the one applier; not an advisory lock, because any account could take that
CREATE TABLE IF NOT EXISTS countersign.applier (
  one boolean PRIMARY KEY DEFAULT true CHECK (one)
);
INSERT INTO countersign.applier DEFAULT VALUES ON CONFLICT DO NOTHING;
-- per place: the highest token, the order that brought it, the resulting state, and the answer given
CREATE TABLE IF NOT EXISTS countersign.place (
  account text NOT NULL,
  permission text NOT NULL,
  token bigint NOT NULL CHECK (token > 0),
  order_hash text NOT NULL,
  state json NOT NULL,
  answer json NOT NULL,
  settled boolean NOT NULL,
  next_end bigint,
  PRIMARY KEY (account, permission)
);
CREATE INDEX IF NOT EXISTS place_next_end ON countersign.place (next_end) WHERE next_end IS NOT NULL;
-- clearances that have left a place's state: spent for ever
CREATE TABLE IF NOT EXISTS countersign.spent (
  account text NOT NULL,
  permission text NOT NULL,
  clearance text NOT NULL,
  PRIMARY KEY (account, permission, clearance)
);
-- access that ended by itself, until it is reported
CREATE TABLE IF NOT EXISTS countersign.ending (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  at bigint NOT NULL,
  ended json NOT NULL,
  reported boolean NOT NULL DEFAULT false
);
CREATE INDEX IF NOT EXISTS ending_unreported ON countersign.ending (at) WHERE NOT reported;
-- sessions to be ended once the removal has been committed; those begun until `before` may have seen what was removed, and so may
-- `starting`, the processes that were in their start-up then
CREATE TABLE IF NOT EXISTS countersign.session_end (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text NOT NULL,
  role_oid oid NOT NULL,
  before timestamptz,
  done timestamptz
);
ALTER TABLE countersign.session_end ADD COLUMN IF NOT EXISTS starting int[];
CREATE INDEX IF NOT EXISTS session_end_open ON countersign.session_end (id) WHERE done IS NULL;

REVOKE ALL ON ALL TABLES IN SCHEMA countersign FROM PUBLIC, countersign_connector, countersign_grantor;
GRANT SELECT ON countersign.managed_role, countersign.managed_table, countersign.account, countersign.session_end
  TO countersign_connector, countersign_grantor;
GRANT SELECT, UPDATE ON countersign.applier TO countersign_connector;
GRANT SELECT, INSERT, UPDATE ON countersign.place TO countersign_connector;
GRANT SELECT, INSERT ON countersign.spent TO countersign_connector;
GRANT SELECT, INSERT, UPDATE (reported) ON countersign.ending TO countersign_connector;
GRANT INSERT ON countersign.account TO countersign_grantor;
GRANT INSERT, UPDATE (before, done, starting) ON countersign.session_end TO countersign_grantor;

-------------------------------------------------------------------------------------------------------------- what can be asked about

-- A permission in its parts; kind is null when it is none of ours. The patterns leave nothing that quoting could get wrong.
CREATE OR REPLACE FUNCTION countersign.parsed(permission text,
  OUT kind text, OUT role_name text, OUT schema_name text, OUT relation text, OUT privilege text)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found text[];
BEGIN
  IF permission = 'login:yes' THEN
    kind := 'login';
    RETURN;
  END IF;
  found := regexp_match(permission, '^role:([A-Za-z0-9_][A-Za-z0-9_.-]{0,62})$');
  IF found IS NOT NULL THEN
    kind := 'role'; role_name := found[1];
    RETURN;
  END IF;
  found := regexp_match(permission,
    '^table:([A-Za-z0-9_-]{1,63})\.([A-Za-z0-9_-]{1,63}):(SELECT|INSERT|UPDATE|DELETE|TRUNCATE|REFERENCES|TRIGGER|MAINTAIN)$');
  IF found IS NOT NULL THEN
    kind := 'table'; schema_name := found[1]; relation := found[2]; privilege := found[3];
  END IF;
END $$;

-- Who gave the account this permission, directly; no row: it is not held. A login is given by `attribute`.
CREATE OR REPLACE FUNCTION countersign.givers(account text, permission text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.rolname::text
  FROM countersign.parsed(permission) p
  JOIN pg_roles granted ON p.kind = 'role' AND granted.rolname = p.role_name
  JOIN pg_auth_members m ON m.roleid = granted.oid
  JOIN pg_roles a ON a.oid = m.member AND a.rolname = account
  JOIN pg_roles g ON g.oid = m.grantor
  UNION
  SELECT g.rolname::text
  FROM countersign.parsed(permission) p
  JOIN pg_namespace n ON p.kind = 'table' AND n.nspname = p.schema_name
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.relation
  CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) acl
  JOIN pg_roles a ON a.oid = acl.grantee AND a.rolname = account
  JOIN pg_roles g ON g.oid = acl.grantor
  WHERE acl.privilege_type = p.privilege
  UNION
  SELECT 'attribute' FROM countersign.parsed(permission) p
  JOIN pg_roles a ON p.kind = 'login' AND a.rolname = account AND a.rolcanlogin
$$;

-- Why nothing may be added here, as a code; null: it may. Never asked before a removal.
CREATE OR REPLACE FUNCTION countersign.obstacle(account text, permission text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  p record;
  known oid;
  real pg_roles;
BEGIN
  SELECT * INTO p FROM countersign.parsed(permission);
  IF p.kind IS NULL THEN RETURN 'PERMISSION_UNKNOWN'; END IF;
  -- `public` and `none` mean something else to GRANT, quoted or not
  IF account !~ '^[a-z][a-z0-9_.-]{0,62}$' OR account ~ '^(pg_|countersign)' OR account IN ('public', 'none')
     OR EXISTS (SELECT FROM countersign.managed_role m WHERE m.role_name = account) THEN
    RETURN 'ACCOUNT_RESERVED';
  END IF;
  SELECT a.role_oid INTO known FROM countersign.account a WHERE a.name = account;
  SELECT r.* INTO real FROM pg_roles r WHERE r.rolname = account;
  IF known IS NULL AND real.oid IS NOT NULL THEN RETURN 'ACCOUNT_NOT_MANAGED'; END IF;
  IF known IS NOT NULL AND real.oid IS NULL THEN RETURN 'ACCOUNT_VANISHED'; END IF;
  IF known <> real.oid THEN RETURN 'ACCOUNT_RECREATED'; END IF;
  IF real.rolsuper THEN RETURN 'ACCOUNT_TOO_POWERFUL'; END IF;
  IF p.kind = 'role' THEN RETURN countersign.role_obstacle(p.role_name); END IF;
  IF p.kind = 'table' AND NOT EXISTS (SELECT FROM countersign.managed_table m
      WHERE (m.schema_name, m.relation, m.privilege) = (p.schema_name, p.relation, p.privilege)) THEN
    RETURN 'PERMISSION_NOT_MANAGED';
  END IF;
  RETURN NULL;
END $$;

-- A group role must be handed over, be there, and not lead (also by way of others) to an attribute or a predefined role.
CREATE OR REPLACE FUNCTION countersign.role_obstacle(wanted text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM countersign.managed_role m WHERE m.role_name = wanted) THEN RETURN 'PERMISSION_NOT_MANAGED'; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = wanted) THEN RETURN 'PERMISSION_MISSING'; END IF;
  IF EXISTS (
    WITH RECURSIVE reach(id) AS (
      SELECT r.oid FROM pg_roles r WHERE r.rolname = wanted
      UNION SELECT m.roleid FROM pg_auth_members m JOIN reach ON reach.id = m.member)
    SELECT FROM reach JOIN pg_roles r ON r.oid = reach.id
    WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
       OR r.rolname ~ '^(pg_|countersign)') THEN
    RETURN 'PERMISSION_TOO_POWERFUL';
  END IF;
  RETURN NULL;
END $$;

------------------------------------------------------------------------------------------------------------ what the connector may do

-- Makes the account hold the permission, making the account if it was never there. Raises CS001 with the obstacle's code.
-- A role comes by inheritance alone, which ends with the grant, in open sessions too: a session that did SET ROLE, or began with it
-- (ALTER ROLE … SET role), would be that role for as long as it lasts, and could make things that belong to the role and outlast it.
CREATE OR REPLACE FUNCTION countersign.give(account text, permission text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  code text := countersign.obstacle(account, permission);
  p record;
BEGIN
  IF code IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'CS001', MESSAGE = code;
  END IF;
  SELECT * INTO p FROM countersign.parsed(permission);
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = account) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN INHERIT', account);
    INSERT INTO countersign.account (name, role_oid) SELECT r.rolname, r.oid FROM pg_roles r WHERE r.rolname = account;
  END IF;
  CASE p.kind
    WHEN 'role' THEN
      EXECUTE format('GRANT %I TO %I WITH ADMIN FALSE, INHERIT TRUE, SET FALSE', p.role_name, account);
    WHEN 'table' THEN
      EXECUTE format('GRANT %s ON TABLE %I.%I TO %I', p.privilege, p.schema_name, p.relation, account);
    WHEN 'login' THEN
      EXECUTE format('ALTER ROLE %I LOGIN', account);
  END CASE;
END $$;

-- Takes the permission away, whoever gave it, and writes down that the account's sessions are to be ended. Returns who still gives it:
-- PostgreSQL lets nobody but those with the privileges of a grantor (and superusers) take back what that grantor gave.
CREATE OR REPLACE FUNCTION countersign.take(account text, permission text) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  p record;
  id oid := (SELECT r.oid FROM pg_roles r WHERE r.rolname = account AND account !~ '^(pg_|countersign)');
  ours boolean := EXISTS (SELECT FROM countersign.account a WHERE a.name = account);
  super boolean := (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = account);
  giver text;
BEGIN
  SELECT * INTO p FROM countersign.parsed(permission);
  IF id IS NULL OR p.kind IS NULL THEN RETURN; END IF;
  FOR giver IN SELECT countersign.givers(account, permission) LOOP
    BEGIN
      CASE p.kind
        WHEN 'role' THEN EXECUTE format('REVOKE %I FROM %I GRANTED BY %I CASCADE', p.role_name, account, giver);
        WHEN 'table' THEN
          EXECUTE format('REVOKE %s ON TABLE %I.%I FROM %I CASCADE', p.privilege, p.schema_name, p.relation, account);
        WHEN 'login' THEN EXECUTE format('ALTER ROLE %I NOLOGIN', account);
      END CASE;
      ours := true;
    EXCEPTION WHEN insufficient_privilege THEN
      NULL; -- out of reach: it is among those returned
    END;
  END LOOP;
  IF ours AND NOT super THEN -- a superuser's sessions are nobody's to end
    INSERT INTO countersign.session_end (account, role_oid) VALUES (account, id);
  END IF;
  RETURN QUERY SELECT countersign.givers(account, permission);
END $$;

-- Processes of which nobody can say yet whose they are, because they are in their start-up. PostgreSQL 18 shows them without a user, 16
-- and 17 do not show them at all; but they hold locks. These are looked at first: who is in neither list begins later, or is over.
CREATE OR REPLACE FUNCTION countersign.starting() RETURNS int[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  locking int[] := ARRAY(SELECT DISTINCT l.pid FROM pg_locks l WHERE l.pid IS NOT NULL);
BEGIN
  PERFORM pg_stat_clear_snapshot();
  RETURN ARRAY(
    SELECT l.pid FROM unnest(locking) AS l (pid) WHERE NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = l.pid)
    UNION
    SELECT a.pid FROM pg_stat_activity a WHERE a.usesysid IS NULL AND a.backend_type IN ('client backend', 'walsender'));
END $$;

-- Ends the sessions written down, of one account or (null) of all, and waits up to 2 s for them to go. Returns how many accounts are
-- left; call it again. A session lives on with open cursors, and where somebody else gave SET with that role, although the right is
-- gone, so a removal is done only now.
-- Runs after the removal's commit: whoever connects later has not got the right, and by connecting again and again keeps nobody waiting.
-- Nor does anybody by staying in the start-up, which takes as long as a client likes (`post_auth_delay`, a long list in ALTER ROLE … SET)
-- and may have passed LOGIN and become a role before the removal: who is still there after a second is ended, whoever it is. PostgreSQL
-- refuses that of those who have not authenticated yet, who will find the right gone, and of superusers, who are nobody's to end.
CREATE OR REPLACE FUNCTION countersign.end_sessions(of_account text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  todo bigint[] := ARRAY(SELECT s.id FROM countersign.session_end s
                         WHERE s.done IS NULL AND (of_account IS NULL OR s.account = of_account) ORDER BY s.id FOR UPDATE);
  finish timestamptz := clock_timestamp() + interval '2 seconds';
  nameless int[];
  harmless int[] := '{}';
  round int := 0;
BEGIN
  WHILE cardinality(todo) > 0 LOOP
    nameless := countersign.starting();
    UPDATE countersign.session_end s SET before = coalesce(s.before, clock_timestamp()), starting = nameless
    WHERE s.id = ANY (todo) AND s.starting IS NULL;
    IF round % 25 = 0 THEN
      PERFORM countersign.end_session(a.pid) FROM countersign.session_end s
      JOIN pg_stat_activity a ON a.usesysid = s.role_oid AND a.backend_start <= s.before
      WHERE s.id = ANY (todo) AND a.pid <> pg_backend_pid();
    END IF;
    IF round > 0 AND round % 50 = 0 THEN
      harmless := harmless || ARRAY(
        SELECT hanging.pid FROM (SELECT DISTINCT unnest(s.starting) FROM countersign.session_end s WHERE s.id = ANY (todo)) hanging (pid)
        WHERE hanging.pid = ANY (nameless) AND countersign.end_session(hanging.pid) IS NULL);
    END IF;
    UPDATE countersign.session_end s SET done = clock_timestamp()
    WHERE s.id = ANY (todo)
      AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.usesysid = s.role_oid AND a.backend_start <= s.before)
      AND NOT EXISTS (SELECT FROM unnest(s.starting) one (pid) WHERE one.pid = ANY (nameless) AND one.pid <> ALL (harmless));
    todo := ARRAY(SELECT s.id FROM countersign.session_end s WHERE s.id = ANY (todo) AND s.done IS NULL);
    EXIT WHEN cardinality(todo) = 0 OR clock_timestamp() > finish;
    PERFORM pg_sleep(0.02);
    round := round + 1;
  END LOOP;
  RETURN cardinality(todo);
END $$;

-- Null when the session is not ours to end, e.g. because its role was made a superuser meanwhile.
CREATE OR REPLACE FUNCTION countersign.end_session(pid int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN pg_terminate_backend(pid);
EXCEPTION WHEN insufficient_privilege THEN
  RETURN NULL;
END $$;

-- Ends the sessions of accounts that keep the connector's session `waiting` from a lock: nobody prevents a removal by leaving a
-- transaction open. Whoever is no account of ours is left alone. Returns how many were in the way.
CREATE OR REPLACE FUNCTION countersign.clear_way(waiting int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_stat_clear_snapshot();
  RETURN (
    SELECT count(countersign.end_session(a.pid))
    FROM unnest(pg_blocking_pids(waiting)) blocker
    JOIN pg_stat_activity a ON a.pid = blocker
    JOIN countersign.account known ON known.role_oid = a.usesysid
    WHERE EXISTS (SELECT FROM pg_stat_activity w WHERE w.pid = waiting AND w.usename = 'countersign_connector'));
END $$;

-------------------------------------------------------------------------------------------------------- what the target's owner calls

-- Hands a group role over: Countersign may make accounts members of it and end that.
CREATE OR REPLACE FUNCTION countersign.manage_role(wanted text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF wanted !~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$' OR (SELECT r.rolcanlogin FROM pg_roles r WHERE r.rolname = wanted) THEN
    RAISE EXCEPTION '`%` cannot be managed: a name of letters, digits, `_.-` and a role without LOGIN is needed', wanted;
  END IF;
  EXECUTE format('GRANT %I TO countersign_grantor WITH ADMIN TRUE, INHERIT FALSE, SET FALSE', wanted);
  INSERT INTO countersign.managed_role VALUES (wanted) ON CONFLICT DO NOTHING;
END $$;

-- Hands rights on a table over.
CREATE OR REPLACE FUNCTION countersign.manage_table(in_schema text, wanted text, privileges text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one text;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO countersign_grantor', in_schema);
  FOREACH one IN ARRAY privileges LOOP
    INSERT INTO countersign.managed_table VALUES (in_schema, wanted, one) ON CONFLICT DO NOTHING;
    EXECUTE format('GRANT %s ON TABLE %I.%I TO countersign_grantor WITH GRANT OPTION', one, in_schema, wanted);
  END LOOP;
END $$;

-- Hands over an account that Countersign did not make, e.g. one of an interface, or one that was re-created on purpose.
CREATE OR REPLACE FUNCTION countersign.manage_account(wanted text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('GRANT %I TO countersign_grantor WITH ADMIN TRUE, INHERIT FALSE, SET FALSE', wanted);
  INSERT INTO countersign.account (name, role_oid) SELECT r.rolname, r.oid FROM pg_roles r WHERE r.rolname = wanted
  ON CONFLICT (name) DO UPDATE SET role_oid = excluded.role_oid, since = now();
END $$;

-- Lets go of an account that is no more, so that an order may make it anew.
CREATE OR REPLACE FUNCTION countersign.forget_account(gone text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM countersign.account WHERE name = gone
$$;

--------------------------------------------------------------------------------------------------------------------- who may call it

ALTER FUNCTION countersign.give(text, text) OWNER TO countersign_grantor;
ALTER FUNCTION countersign.take(text, text) OWNER TO countersign_grantor;
ALTER FUNCTION countersign.end_sessions(text) OWNER TO countersign_grantor;
ALTER FUNCTION countersign.end_session(int) OWNER TO countersign_grantor;
ALTER FUNCTION countersign.clear_way(int) OWNER TO countersign_grantor;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA countersign FROM PUBLIC;
GRANT EXECUTE ON FUNCTION countersign.starting() TO countersign_grantor;
GRANT EXECUTE ON FUNCTION countersign.parsed(text), countersign.givers(text, text), countersign.obstacle(text, text),
  countersign.role_obstacle(text) TO countersign_connector, countersign_grantor;
GRANT EXECUTE ON FUNCTION countersign.give(text, text), countersign.take(text, text), countersign.end_sessions(text),
  countersign.clear_way(int) TO countersign_connector;

------------------------------------------------------------------------------------------------------------ what came before this

-- Earlier versions granted roles with SET.
DO $$
DECLARE
  given record;
BEGIN
  FOR given IN
    SELECT r.rolname AS role, a.rolname AS member FROM pg_catalog.pg_auth_members m
    JOIN pg_catalog.pg_roles r ON r.oid = m.roleid JOIN pg_catalog.pg_roles a ON a.oid = m.member
    WHERE m.grantor = 'countersign_grantor'::regrole AND m.member <> 'countersign_grantor'::regrole AND m.set_option
  LOOP
    EXECUTE format('GRANT %I TO %I WITH SET FALSE GRANTED BY countersign_grantor', given.role, given.member);
  END LOOP;
END $$;
