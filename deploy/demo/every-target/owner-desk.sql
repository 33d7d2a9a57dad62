-- The desk of the target's owner: how a person gets a password that neither Countersign nor the owner ever knows. The owner gives her a
-- link that works once, for an hour; she sends back a SCRAM verifier made on her own machine. Countersign has no part in it: it
-- says who may log in, never with what.
--
-- Called by the owner, a superuser of the target, or by a role that he grants EXECUTE.

CREATE SCHEMA owner_desk;
REVOKE ALL ON SCHEMA owner_desk FROM PUBLIC;

CREATE TABLE owner_desk.links (
  token_hash bytea PRIMARY KEY,
  account name NOT NULL,
  expires timestamptz NOT NULL,
  used_at timestamptz
);

-- A link for an account, as a token of 244 random bits; only its hash is kept. An earlier link of the account ends.
CREATE FUNCTION owner_desk.issue_link(for_account name) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_roles r
    WHERE r.rolname = for_account AND r.rolcanlogin
      AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
      AND r.rolname !~ '^(pg_|countersign|connector_|observer_|erp_|bank_)') THEN
    RAISE EXCEPTION '`%` is no account that a person logs in with', for_account;
  END IF;
  UPDATE owner_desk.links SET expires = least(expires, now()) WHERE account = for_account AND used_at IS NULL;
  INSERT INTO owner_desk.links (token_hash, account, expires) VALUES (sha256(token::bytea), for_account, now() + interval '1 hour');
  RETURN token;
END $$;

-- Sets the verifier that the link's owner made, e.g. `SCRAM-SHA-256$4096:<salt>$<stored key>:<server key>`, and returns the account.
CREATE FUNCTION owner_desk.redeem_link(token text, verifier text) RETURNS name
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  of_account name;
BEGIN
  IF verifier !~ '^SCRAM-SHA-256\$[1-9][0-9]{3,5}:[A-Za-z0-9+/]{22,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
    RAISE EXCEPTION 'a SCRAM-SHA-256 verifier is needed, a password is not taken';
  END IF;
  UPDATE owner_desk.links SET used_at = now()
  WHERE token_hash = sha256(token::bytea) AND used_at IS NULL AND expires > now() RETURNING account INTO of_account;
  IF of_account IS NULL THEN
    RAISE EXCEPTION 'this link is unknown, used or too old';
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', of_account, verifier);
  RETURN of_account;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA owner_desk FROM PUBLIC;
