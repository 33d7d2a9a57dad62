-- Countersign's observer in a PostgreSQL target: a login that can read the catalogue and nothing else. Run by the target's owner, a
-- superuser, in the target's database, after the connector's setup; running it again changes nothing. PostgreSQL 16 or newer.
--
-- Parameter (optional, a setting of the session): the observer's password, better its SCRAM verifier:
--   psql -1 -v ON_ERROR_STOP=1 -c "SET countersign.observer_password = 'SCRAM-SHA-256$…'" -f setup.sql <database>
--
-- What PostgreSQL leaves to every role, the observer included: its own password, large objects, and temporary tables where the
-- database gives TEMPORARY to PUBLIC. Nothing of it reaches the target's data.

DO $$
DECLARE
  secret text := current_setting('countersign.observer_password', true);
BEGIN
  IF current_setting('server_version_num')::int < 160000 THEN
    RAISE EXCEPTION 'PostgreSQL 16 or newer is needed, this is %', current_setting('server_version');
  END IF;
  IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'run this as a superuser of the target, not as `%`', current_user;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'countersign_observer') THEN
    CREATE ROLE countersign_observer;
  END IF;
  ALTER ROLE countersign_observer LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS NOINHERIT;
  ALTER ROLE countersign_observer SET default_transaction_read_only = on;
  IF secret <> '' THEN
    EXECUTE format('ALTER ROLE countersign_observer PASSWORD %L', secret);
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO countersign_observer', current_database());
  -- it must get in when accounts have used up all connections (see reserved_connections)
  GRANT pg_use_reserved_connections TO countersign_observer WITH ADMIN FALSE, INHERIT TRUE, SET FALSE;
  IF EXISTS (SELECT FROM pg_catalog.pg_auth_members WHERE member = 'countersign_observer'::regrole
             AND roleid <> 'pg_use_reserved_connections'::regrole) THEN
    RAISE EXCEPTION 'countersign_observer is a member of another role: revoke that first';
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_auth_members WHERE roleid = 'countersign_observer'::regrole) THEN
    RAISE EXCEPTION 'somebody is a member of countersign_observer: revoke that first';
  END IF;
END $$;

-- which roles are accounts of Countersign's making although they do not log in
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'countersign' AND tablename = 'account') THEN
    GRANT USAGE ON SCHEMA countersign TO countersign_observer;
    GRANT SELECT ON countersign.account TO countersign_observer;
  END IF;
END $$;
