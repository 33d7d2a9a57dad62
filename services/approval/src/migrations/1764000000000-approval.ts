import { factTables } from '@countersign/service-kit/facts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people are asked to decide, and their votes: one a person and assessment, for ever, by primary key. */
export class Approval1764000000000 implements MigrationInterface {
  readonly name = 'Approval1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(factTables);
    await runner.query(`
      CREATE TABLE asked (request text PRIMARY KEY, hr text NOT NULL, submitted jsonb NOT NULL);
      CREATE TABLE task (
        ha text PRIMARY KEY,
        request text NOT NULL,
        hr text NOT NULL,
        assessed jsonb NOT NULL,
        opened_at bigint NOT NULL,
        deadline bigint NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'approved', 'denied', 'lapsed', 'closed'))
      );
      CREATE INDEX task_request ON task (request);
      CREATE INDEX task_open ON task (deadline) WHERE state = 'open';
      CREATE TABLE closed_request (request text PRIMARY KEY);
      CREATE TABLE vote (
        ha text NOT NULL REFERENCES task,
        person text NOT NULL,
        decision text NOT NULL CHECK (decision IN ('yes', 'no')),
        jws text NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (ha, person)
      );
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT ON asked, vote, closed_request TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE (state) ON task TO %I', current_database());
      END $$;
    `);
  }

  async down(): Promise<void> {
    // a released migration is never taken back
  }
}
