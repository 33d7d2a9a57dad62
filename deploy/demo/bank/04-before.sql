-- What the bank gave before Countersign came, and nobody ordered: two cash managers log in and see statements. The bank's administrator hands
-- both accounts over to Countersign's connector, which keeps what it finds there for as long as the law adopts it.
DO $$
DECLARE
  account text;
BEGIN
  FOREACH account IN ARRAY ARRAY['u1033', 'u1034'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = account) THEN
      EXECUTE format('CREATE ROLE %I LOGIN INHERIT', account);
    END IF;
    PERFORM countersign.manage_account(account);
    EXECUTE format('GRANT bank_statement_read TO %I WITH ADMIN FALSE, INHERIT TRUE, SET FALSE GRANTED BY countersign_grantor', account);
  END LOOP;
END $$;
