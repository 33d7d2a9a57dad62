import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evidence by hash, orders that wait for it, and the endings reported. What the target does and remembers is in the target. */
export class Connector1764000000001 implements MigrationInterface {
  readonly name = 'Connector1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- documents of other services in their exact bytes; one may be evidence for many requests
      CREATE TABLE document (
        hash text PRIMARY KEY,
        jws text NOT NULL
      );
      CREATE TABLE evidence (
        hash text PRIMARY KEY,
        request text NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY UNIQUE
      );
      CREATE TABLE evidence_document (
        evidence text NOT NULL REFERENCES evidence,
        document text NOT NULL REFERENCES document,
        PRIMARY KEY (evidence, document)
      );
      CREATE INDEX evidence_document_document ON evidence_document (document);
      -- orders whose removals are done and whose additions wait for evidence until then (ms)
      CREATE TABLE waiting_order (
        hash text PRIMARY KEY,
        until bigint NOT NULL,
        looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        done boolean NOT NULL DEFAULT false
      );
      CREATE INDEX waiting_order_open ON waiting_order (looked_at) WHERE NOT done;
      -- endings that were issued; the target is told afterwards
      CREATE TABLE ending_issued (
        id uuid PRIMARY KEY
      );
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT ON document, evidence, evidence_document, waiting_order, ending_issued TO %I',
          current_database());
        EXECUTE format('GRANT UPDATE (done, looked_at) ON waiting_order TO %I', current_database());
      END $$;
    `);
  }

  async down(): Promise<void> {
    // a released migration is never taken back
  }
}
