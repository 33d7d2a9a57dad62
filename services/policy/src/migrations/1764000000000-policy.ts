import { factTables } from '@countersign/service-kit/facts';
import { observationTables } from '@countersign/service-kit/observations';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests under judgement, roots, reservations with their lines, clearances, findings, what was observed. */
export class Policy1764000000000 implements MigrationInterface {
  readonly name = 'Policy1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(factTables);
    await runner.query(observationTables);
    await runner.query(`
      CREATE TABLE request (
        id text PRIMARY KEY,
        hr text NOT NULL UNIQUE,
        asked_at bigint NOT NULL,
        submitted jsonb NOT NULL,
        beneficiary text NOT NULL,
        state text NOT NULL,
        ha text,
        assessed jsonb,
        approval text,
        doubted_at bigint,
        held_for text[] NOT NULL DEFAULT '{}',
        held_under bigint,
        due_at bigint,
        due_by text NOT NULL DEFAULT 'time' CHECK (due_by IN ('time', 'fact', 'reason'))
      );
      CREATE INDEX request_held ON request (due_at, held_under) WHERE state = 'held';
      CREATE TABLE taken_back (request text PRIMARY KEY);
      CREATE TABLE given_up (request text, beneficiary text, instead text NOT NULL, PRIMARY KEY (request, beneficiary));
      CREATE INDEX request_beneficiary ON request (beneficiary, state);
      CREATE TABLE explanation (hash text PRIMARY KEY, explanation text NOT NULL);
      CREATE TABLE root (id text PRIMARY KEY, epoch bigint NOT NULL DEFAULT 0, scan boolean NOT NULL DEFAULT false, touched boolean NOT NULL DEFAULT false, scanned_at bigint NOT NULL DEFAULT 0, scanned_under bigint NOT NULL DEFAULT 0, look_at bigint);
      CREATE INDEX root_look ON root (look_at) WHERE look_at IS NOT NULL;
      CREATE INDEX root_scan ON root (scanned_at, id) WHERE scan;
      CREATE INDEX root_touched ON root (scanned_at, id) WHERE touched;
      CREATE TABLE reservation (
        id text PRIMARY KEY,
        request text NOT NULL UNIQUE REFERENCES request,
        beneficiary text NOT NULL,
        items text[] NOT NULL,
        nested text[] NOT NULL DEFAULT '{}',
        starts bigint NOT NULL,
        ends bigint,
        state text NOT NULL CHECK (state IN ('live', 'ending', 'released')),
        reserved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        ending_at timestamptz,
        clear_at bigint NOT NULL,
        clearances int NOT NULL DEFAULT 0,
        judge_again boolean NOT NULL DEFAULT false,
        all_or_nothing boolean NOT NULL DEFAULT false,
        part_refused boolean NOT NULL DEFAULT false,
        released_at bigint,
        scan boolean NOT NULL DEFAULT false
      );
      CREATE INDEX reservation_scan ON reservation (id) WHERE scan;
      CREATE INDEX reservation_again ON reservation (id) WHERE state = 'live' AND judge_again;
      CREATE INDEX reservation_ending ON reservation (id) WHERE state = 'ending';
      CREATE INDEX reservation_part_refused ON reservation (id) WHERE state = 'live' AND part_refused;
      CREATE INDEX reservation_beneficiary ON reservation (beneficiary);
      CREATE TABLE reserved_name (name text NOT NULL, reservation text NOT NULL REFERENCES reservation, PRIMARY KEY (name, reservation));
      CREATE TABLE reserved_line (
        reservation text NOT NULL REFERENCES reservation,
        system text NOT NULL,
        account text NOT NULL,
        permission text NOT NULL,
        entitlement text NOT NULL,
        scope jsonb NOT NULL DEFAULT '{}',
        state text NOT NULL CHECK (state IN ('reserved', 'applied', 'held', 'gone', 'absent')),
        answered_at bigint,
        applied_at bigint,
        token bigint,
        PRIMARY KEY (reservation, system, account, permission)
      );
      CREATE INDEX reserved_line_under_way ON reserved_line (reservation) WHERE state IN ('reserved', 'applied');
      CREATE INDEX reserved_line_permission ON reserved_line (system, permission);
      CREATE INDEX reserved_line_place ON reserved_line (system, account, permission) WHERE state <> 'absent';
      CREATE TABLE clearance (
        hash text PRIMARY KEY,
        request text NOT NULL REFERENCES request,
        reservation text NOT NULL REFERENCES reservation,
        roots text[] NOT NULL,
        bundle bigint NOT NULL,
        apply_before bigint NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'lapsed', 'withdrawn'))
      );
      CREATE INDEX clearance_reservation ON clearance (reservation);
      CREATE INDEX clearance_request ON clearance (request);
      CREATE INDEX clearance_bundle ON clearance (bundle) WHERE state = 'open';
      CREATE INDEX clearance_open ON clearance USING gin (roots) WITH (fastupdate = off) WHERE state = 'open';
      CREATE TABLE finding (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        code text NOT NULL,
        subject text NOT NULL,
        message text NOT NULL,
        opened_at bigint NOT NULL,
        due_at bigint,
        closed_at bigint
      );
      CREATE UNIQUE INDEX finding_open ON finding (code, subject) WHERE closed_at IS NULL;
      CREATE TABLE finding_act (
        finding bigint NOT NULL REFERENCES finding,
        act text NOT NULL CHECK (act = 'close'),
        actor text NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE head_count (rule text PRIMARY KEY, counted_under bigint NOT NULL DEFAULT 0, counted_at bigint NOT NULL DEFAULT 0);
      CREATE TABLE access_beside (
        system text NOT NULL,
        account text NOT NULL,
        permission text NOT NULL,
        since bigint NOT NULL,
        adopted boolean NOT NULL,
        PRIMARY KEY (system, account, permission)
      );
      CREATE INDEX access_beside_permission ON access_beside (system, permission);
      CREATE TABLE source_confirmed (source text PRIMARY KEY, at bigint NOT NULL);
      CREATE EXTENSION IF NOT EXISTS btree_gist;
      CREATE TABLE slot (
        reservation text NOT NULL REFERENCES reservation,
        root text NOT NULL,
        rule text NOT NULL,
        leg text NOT NULL,
        during int8range NOT NULL,
        enforced boolean NOT NULL,
        CONSTRAINT slot_one_leg EXCLUDE USING gist (root WITH =, rule WITH =, leg WITH <>, during WITH &&) WHERE (enforced)
      );
      CREATE INDEX slot_reservation ON slot (reservation);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT ON explanation, taken_back, given_up, finding_act, reserved_name TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON request, root, reservation, reserved_line, clearance, finding, head_count, source_confirmed TO %I', current_database());
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON access_beside, slot TO %I', current_database());
      END $$;
    `);
  }

  async down(): Promise<void> {
    // a released migration is never taken back
  }
}
