/**
 * What a service keeps of the facts that sources stated: append-only, in the statement's exact bytes. Part of a service's first
 * migration; the runtime role (named like its database) may add and read, never change.
 */
export const factTables = `
  CREATE TABLE fact (
    hash text PRIMARY KEY,
    type text NOT NULL,
    source text NOT NULL,
    event text NOT NULL,
    power boolean NOT NULL,
    stated bigint NOT NULL,
    effective bigint NOT NULL,
    subjects text[] NOT NULL,
    data jsonb NOT NULL,
    jws text NOT NULL
  );
  CREATE INDEX fact_subjects ON fact USING gin (subjects) WITH (fastupdate = off);
  CREATE INDEX fact_type ON fact (type);
  DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT ON fact TO %I', current_database()); END $$;
`;
