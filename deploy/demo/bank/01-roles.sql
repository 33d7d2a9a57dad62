-- The portal of the company's bank, the second target system of the demonstration: what the ERP pays is carried here and sent out. Run by a
-- superuser of PostgreSQL 16 or newer, in the portal's database, in the order of the file names. Roles belong to the cluster, so this file can
-- be run again; the others make a fresh schema.
--
-- `bank_owner` owns everything and cannot log in. Every other role here is a group role: it stands for one thing that can be done,
-- and nobody is a member of it until Countersign's connector makes an account one, or was before it came (04-before.sql).

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['bank_owner', 'bank_statement_read', 'bank_file_upload', 'bank_file_release'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
END $$;

-- Whoever may log in may enter this database and look for the portal's objects; what she may do there is another matter.
DO $$
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database());
END $$;

CREATE SCHEMA bank AUTHORIZATION bank_owner;
GRANT USAGE ON SCHEMA bank TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE bank_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
