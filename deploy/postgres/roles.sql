-- Generated from deploy/duties.yaml by `npm run generate`: edit there.
-- Run with psql as a role that may make roles and databases. Passwords come from files, one for each role and named
-- after it, in the folder that the environment variable PASSWORDS_DIR names. Running it again changes nothing else.
\set ON_ERROR_STOP on

DO $$ BEGIN CREATE ROLE "request_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/request_owner"`
ALTER ROLE "request_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "request"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/request"`
ALTER ROLE "request" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "policy_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/policy_owner"`
ALTER ROLE "policy_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "policy"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/policy"`
ALTER ROLE "policy" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "approval_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/approval_owner"`
ALTER ROLE "approval_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "approval"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/approval"`
ALTER ROLE "approval" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "provisioning_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/provisioning_owner"`
ALTER ROLE "provisioning_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "provisioning"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/provisioning"`
ALTER ROLE "provisioning" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "connector_erp_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/connector_erp_owner"`
ALTER ROLE "connector_erp_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "connector_erp"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/connector_erp"`
ALTER ROLE "connector_erp" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "connector_bank_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/connector_bank_owner"`
ALTER ROLE "connector_bank_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "connector_bank"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/connector_bank"`
ALTER ROLE "connector_bank" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "observer_erp_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/observer_erp_owner"`
ALTER ROLE "observer_erp_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "observer_erp"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/observer_erp"`
ALTER ROLE "observer_erp" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "observer_bank_owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/observer_bank_owner"`
ALTER ROLE "observer_bank_owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';
DO $$ BEGIN CREATE ROLE "observer_bank"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
\set password `cat "$PASSWORDS_DIR/observer_bank"`
ALTER ROLE "observer_bank" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD :'password';

SELECT 'CREATE DATABASE "request" OWNER "request_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'request') \gexec
SELECT 'CREATE DATABASE "policy" OWNER "policy_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'policy') \gexec
SELECT 'CREATE DATABASE "approval" OWNER "approval_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'approval') \gexec
SELECT 'CREATE DATABASE "provisioning" OWNER "provisioning_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'provisioning') \gexec
SELECT 'CREATE DATABASE "connector_erp" OWNER "connector_erp_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'connector_erp') \gexec
SELECT 'CREATE DATABASE "connector_bank" OWNER "connector_bank_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'connector_bank') \gexec
SELECT 'CREATE DATABASE "observer_erp" OWNER "observer_erp_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'observer_erp') \gexec
SELECT 'CREATE DATABASE "observer_bank" OWNER "observer_bank_owner" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'observer_bank') \gexec

\connect request
REVOKE ALL ON DATABASE "request" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "request" TO "request";
ALTER SCHEMA public OWNER TO "request_owner";
GRANT USAGE ON SCHEMA public TO "request";
ALTER DEFAULT PRIVILEGES FOR ROLE "request_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect policy
REVOKE ALL ON DATABASE "policy" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "policy" TO "policy";
ALTER SCHEMA public OWNER TO "policy_owner";
GRANT USAGE ON SCHEMA public TO "policy";
ALTER DEFAULT PRIVILEGES FOR ROLE "policy_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect approval
REVOKE ALL ON DATABASE "approval" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "approval" TO "approval";
ALTER SCHEMA public OWNER TO "approval_owner";
GRANT USAGE ON SCHEMA public TO "approval";
ALTER DEFAULT PRIVILEGES FOR ROLE "approval_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect provisioning
REVOKE ALL ON DATABASE "provisioning" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "provisioning" TO "provisioning";
ALTER SCHEMA public OWNER TO "provisioning_owner";
GRANT USAGE ON SCHEMA public TO "provisioning";
ALTER DEFAULT PRIVILEGES FOR ROLE "provisioning_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect connector_erp
REVOKE ALL ON DATABASE "connector_erp" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "connector_erp" TO "connector_erp";
ALTER SCHEMA public OWNER TO "connector_erp_owner";
GRANT USAGE ON SCHEMA public TO "connector_erp";
ALTER DEFAULT PRIVILEGES FOR ROLE "connector_erp_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect connector_bank
REVOKE ALL ON DATABASE "connector_bank" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "connector_bank" TO "connector_bank";
ALTER SCHEMA public OWNER TO "connector_bank_owner";
GRANT USAGE ON SCHEMA public TO "connector_bank";
ALTER DEFAULT PRIVILEGES FOR ROLE "connector_bank_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect observer_erp
REVOKE ALL ON DATABASE "observer_erp" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "observer_erp" TO "observer_erp";
ALTER SCHEMA public OWNER TO "observer_erp_owner";
GRANT USAGE ON SCHEMA public TO "observer_erp";
ALTER DEFAULT PRIVILEGES FOR ROLE "observer_erp_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\connect observer_bank
REVOKE ALL ON DATABASE "observer_bank" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE "observer_bank" TO "observer_bank";
ALTER SCHEMA public OWNER TO "observer_bank_owner";
GRANT USAGE ON SCHEMA public TO "observer_bank";
ALTER DEFAULT PRIVILEGES FOR ROLE "observer_bank_owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
