import { factTables } from '@countersign/service-kit/facts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was asked, by whom and through what; birthrights; the steps of every request's story. */
export class Request1764000000000 implements MigrationInterface {
  readonly name = 'Request1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(factTables);
    await runner.query(`
      CREATE TABLE request (
        id text PRIMARY KEY,
        hr text NOT NULL,
        digest text NOT NULL,
        requester text NOT NULL,
        beneficiary text NOT NULL,
        source text NOT NULL
      );
      CREATE TABLE withdrawal (request text PRIMARY KEY REFERENCES request, hash text NOT NULL, bundle bigint);
      CREATE TABLE withdrawal_ahead (request text PRIMARY KEY, party text NOT NULL, reason text NOT NULL);
      CREATE TABLE birthright (
        request text PRIMARY KEY REFERENCES request,
        person text NOT NULL,
        birthright text NOT NULL,
        ground text NOT NULL,
        bundle bigint NOT NULL
      );
      CREATE INDEX birthright_person ON birthright (person);
      CREATE TABLE worker_due (person text NOT NULL, at bigint NOT NULL, PRIMARY KEY (person, at));
      CREATE TABLE exchange (
        request text NOT NULL REFERENCES request,
        dropped text NOT NULL REFERENCES request,
        by_law boolean NOT NULL,
        PRIMARY KEY (request, dropped)
      );
      CREATE INDEX exchange_dropped ON exchange (dropped);
      CREATE TABLE swap_due (request text PRIMARY KEY, at bigint NOT NULL);
      CREATE INDEX swap_due_at ON swap_due (at);
      CREATE TABLE bundle_considered (number bigint PRIMARY KEY);
      CREATE TABLE source_heartbeat (source text PRIMARY KEY, at bigint NOT NULL, told bigint NOT NULL);
      CREATE TABLE story_step (
        hash text PRIMARY KEY,
        type text NOT NULL,
        iss text NOT NULL,
        iat bigint NOT NULL,
        refs text[] NOT NULL,
        body jsonb NOT NULL
      );
      CREATE INDEX story_step_refs ON story_step USING gin (refs);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT ON request, withdrawal, withdrawal_ahead, birthright, exchange, story_step, bundle_considered TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON worker_due TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE (at), DELETE ON swap_due TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON source_heartbeat TO %I', current_database());
      END $$;
    `);
  }

  async down(): Promise<void> {
    // a released migration is never taken back
  }
}
