-- Generated from deploy/duties.yaml by `npm run generate`: edit there.
-- Run with psql as a role that may make roles and databases. Passwords come from files, one for each role and named
-- after it, in the folder that the environment variable PASSWORDS_DIR names. Running it again changes nothing else.
\set ON_ERROR_STOP on

DO $$ BEGIN CREATE ROLE "connector_erp"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/connector_erp"`
ALTER ROLE "connector_erp" LOGIN NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS CREATEROLE NOINHERIT PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "observer_erp"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/observer_erp"`
ALTER ROLE "observer_erp" LOGIN NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS NOCREATEROLE PASSWORD :'password';
ALTER ROLE "observer_erp" SET default_transaction_read_only = on;

SELECT 'CREATE DATABASE "erp" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'erp') \gexec

\connect erp
REVOKE ALL ON DATABASE "erp" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "erp" TO "connector_erp";
GRANT CONNECT ON DATABASE "erp" TO "observer_erp";
