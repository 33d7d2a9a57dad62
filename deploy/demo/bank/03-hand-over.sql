-- Generated from a bundle: countersign-governance permissions <policy> --system <id> --format sql
-- What the target's owner hands over to Countersign's connector: group roles and table rights, no more. Run it as a superuser of the
-- target after the connector's setup, which makes the functions; running it again changes nothing.
DO $$
BEGIN
  IF to_regprocedure('countersign.manage_role(text)') IS NULL THEN
    RAISE EXCEPTION 'schema countersign is not set up here: run the connector''s setup.sql first';
  END IF;
END $$;
SELECT countersign.manage_role('bank_file_release');
SELECT countersign.manage_role('bank_file_upload');
SELECT countersign.manage_role('bank_statement_read');
