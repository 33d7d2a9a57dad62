-- Payment files: one person uploads, another releases. Each thing is done by a function that runs with the owner's rights.

SET ROLE bank_owner;

CREATE TABLE bank.statements (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  booked_on date NOT NULL,
  amount numeric(12, 2) NOT NULL
);
CREATE TABLE bank.payment_files (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  total numeric(12, 2) NOT NULL CHECK (total > 0),
  uploaded_by name NOT NULL DEFAULT session_user,
  released_by name,
  released_at timestamptz
);

CREATE FUNCTION bank.upload_file(of_total numeric) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO bank.payment_files (total) VALUES (of_total) RETURNING id
$$;

CREATE FUNCTION bank.release_file(wanted int) RETURNS numeric
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sent numeric;
BEGIN
  UPDATE bank.payment_files SET released_by = session_user, released_at = now()
  WHERE id = wanted AND released_by IS NULL AND uploaded_by <> session_user RETURNING total INTO sent;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'payment file % is not there to be released by you', wanted USING ERRCODE = 'check_violation';
  END IF;
  RETURN sent;
END $$;

GRANT SELECT ON bank.statements TO bank_statement_read;
GRANT EXECUTE ON FUNCTION bank.upload_file(numeric) TO bank_file_upload;
GRANT EXECUTE ON FUNCTION bank.release_file(int) TO bank_file_release;

INSERT INTO bank.statements (booked_on, amount)
  SELECT date '2026-10-01' + n, ((n * 7919) % 20000 - 10000)::numeric / 4 FROM generate_series(0, 59) AS n;
INSERT INTO bank.payment_files (total, uploaded_by) VALUES (1250.00, 'bank_owner'), (980.50, 'bank_owner');

RESET ROLE;
