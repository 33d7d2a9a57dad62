import type { EntityManager } from 'typeorm';
import { lineLife } from '../src/life/line-life.decision.js';
import { requestLife } from '../src/life/request-life.decision.js';
import type { Cause, Life } from '../src/life/state-table.decision.js';

const trigger = (table: string, { of, table: moves }: Life<string>): string => `
  CREATE TRIGGER lawful_move BEFORE UPDATE OF state ON ${table} FOR EACH ROW WHEN (OLD.state <> NEW.state)
    EXECUTE FUNCTION lawful_move('${of}', '${JSON.stringify(moves)}');`;

/**
 * Makes the database of a spec refuse every move that the tables of states do not hold for what causes it: who moves what on which message is
 * then tried by all that policy's specs play. Run as super user, once for a database.
 */
export const lawfulMoves = `
  CREATE FUNCTION lawful_move() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE cause text := nullif(current_setting('desk.cause', true), '');
  BEGIN
    IF cause IS NOT NULL AND NOT COALESCE(TG_ARGV[1]::jsonb #> ARRAY[OLD.state, NEW.state] ? cause, false) THEN
      RAISE EXCEPTION 'no table of states moves % from % to % on %', TG_ARGV[0], OLD.state, NEW.state, cause;
    END IF;
    RETURN NEW;
  END $$;
  ${trigger('request', requestLife)}
  ${trigger('reserved_line', lineLife)}`;

/** What this transaction does from here on has this cause. */
export async function because(tx: EntityManager, cause: Cause): Promise<void> {
  await tx.query(`SELECT set_config('desk.cause', $1, true)`, [cause]);
}
