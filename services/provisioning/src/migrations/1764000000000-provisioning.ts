import { factTables } from '@countersign/service-kit/facts';
import { observationTables } from '@countersign/service-kit/observations';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests and whether they have ended, clearances, and the desired state of every permission on every account. */
export class Provisioning1764000000000 implements MigrationInterface {
  readonly name = 'Provisioning1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(factTables);
    await runner.query(observationTables);
    await runner.query(`
      CREATE TABLE request (
        id text PRIMARY KEY,
        beneficiary text,
        asked_at bigint,
        ended text
      );
      CREATE INDEX request_beneficiary ON request (beneficiary);
      CREATE TABLE clearance (
        hash text PRIMARY KEY,
        request text NOT NULL REFERENCES request,
        hr text NOT NULL,
        ha text NOT NULL,
        approval text,
        lines jsonb NOT NULL,
        until bigint,
        apply_before bigint NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'begun', 'ordered', 'spent')),
        held_back jsonb,
        reason text,
        confirm_at bigint
      );
      CREATE INDEX clearance_confirm ON clearance (confirm_at) WHERE confirm_at IS NOT NULL;
      CREATE TABLE withdrawn_clearance (hash text PRIMARY KEY);
      CREATE INDEX clearance_request ON clearance (request);
      CREATE INDEX clearance_waiting ON clearance (apply_before) WHERE state IN ('waiting', 'begun');
      CREATE TABLE desired (
        system text NOT NULL,
        account text NOT NULL,
        permission text NOT NULL,
        token bigint NOT NULL DEFAULT 0,
        grants jsonb NOT NULL DEFAULT '[]',
        soonest bigint,
        order_hash text,
        ordered_at bigint,
        asked int NOT NULL DEFAULT 0,
        answered_token bigint NOT NULL DEFAULT 0,
        answered_at bigint,
        adopted_at bigint,
        PRIMARY KEY (system, account, permission)
      );
      CREATE INDEX desired_grants ON desired USING gin (grants jsonb_path_ops) WITH (fastupdate = off);
      CREATE INDEX desired_soonest ON desired (soonest) WHERE soonest IS NOT NULL;
      CREATE INDEX desired_adopted ON desired (system) WHERE adopted_at IS NOT NULL;
      CREATE INDEX desired_in_doubt ON desired (ordered_at) WHERE answered_token < token;
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON request, clearance, desired TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT ON withdrawn_clearance TO %I', current_database());
      END $$;
    `);
  }

  async down(): Promise<void> {
    // a released migration is never taken back
  }
}
