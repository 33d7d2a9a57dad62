/**
 * Where a service keeps the parts of an observation until all of them have come. Part of a service's first migration; the runtime role is
 * named like its database.
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
    PRIMARY KEY (observation, part)
  );
  DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON observation_part TO %I', current_database()); END $$;
`;
