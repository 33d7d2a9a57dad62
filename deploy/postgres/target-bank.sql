-- Generated from deploy/duties.yaml by `npm run generate`: edit there.
-- Run with psql as a role that may make roles and databases. Passwords come from files, one for each role and named
-- after it, in the folder that the environment variable PASSWORDS_DIR names. Running it again changes nothing else.
\set ON_ERROR_STOP on

SELECT 'CREATE DATABASE "bank" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'bank') \gexec

\connect bank
REVOKE ALL ON DATABASE "bank" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

\set password `cat "$PASSWORDS_DIR/countersign_connector"`
SELECT set_config('countersign.connector_password', :'password', false) \gset discarded_
\ir ../../services/connector-postgres/target/setup.sql
\set password `cat "$PASSWORDS_DIR/countersign_observer"`
SELECT set_config('countersign.observer_password', :'password', false) \gset discarded_
\ir ../../services/observer-postgres/target/setup.sql
