/**
 * Where a service keeps the parts of the one open look at each system until all of them have come, and when the newest look that it has taken in
 * had begun. Part of a service's first migration; the runtime role is named like its database.
 */
export const observationTables = `
  CREATE TABLE observation_part (
    observation text NOT NULL,
    system text NOT NULL,
    part int NOT NULL,
    parts int NOT NULL,
    begun bigint NOT NULL,
    holdings jsonb NOT NULL,
    oddities jsonb NOT NULL,
    PRIMARY KEY (system, part)
  );
  CREATE TABLE last_look (system text PRIMARY KEY, begun bigint NOT NULL);
  DO $$ BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON observation_part TO %I', current_database());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON last_look TO %I', current_database());
  END $$;
`;
