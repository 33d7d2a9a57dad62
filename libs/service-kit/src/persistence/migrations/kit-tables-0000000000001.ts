import type { MigrationInterface, QueryRunner } from 'typeorm';

const issuing = `
  -- what this service signed, in its exact bytes
  CREATE TABLE statement (
    hash text PRIMARY KEY,
    type text NOT NULL,
    chain text NOT NULL,
    seq bigint NOT NULL CHECK (seq >= 1),
    jws bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    UNIQUE (chain, seq)
  );

  -- where each chain stands; the epoch is a lease: who took a later one makes earlier holders unable to append
  CREATE TABLE chain_head (
    chain text PRIMARY KEY,
    epoch bigint NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    hash text
  );

  -- what is to be published: the bytes of a statement, or a record as it stands
  CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    statement text REFERENCES statement (hash),
    record bytea,
    headers jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    published_to text,
    CHECK (num_nonnulls(statement, record) = 1)
  );
  CREATE INDEX outbox_unpublished ON outbox ((topic LIKE '%.urgent') DESC, position) WHERE published_at IS NULL;
  CREATE INDEX outbox_statement ON outbox (statement);
  -- what went to another Kafka cluster, asked at every start
  CREATE INDEX outbox_published ON outbox (published_to) WHERE published_to IS NOT NULL;
`;

const consuming = `
  -- what had its effect here, for ever: the same id never has a second one
  CREATE TABLE inbox (
    id text PRIMARY KEY,
    digest text NOT NULL,
    topic text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  -- the next record to read, per Kafka cluster: another cluster is read from its beginning
  CREATE TABLE consumer_offset (
    cluster text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (cluster, topic, partition)
  );

  -- statements of others, in their exact bytes; the trace they came in is a hint, for links
  CREATE TABLE received (
    hash text PRIMARY KEY,
    type text NOT NULL,
    iss text NOT NULL,
    chain text NOT NULL,
    seq bigint NOT NULL,
    prev text,
    request text,
    jws bytea NOT NULL,
    traceparent text,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE INDEX received_chain ON received (chain, seq);
  CREATE INDEX received_request ON received (request) WHERE request IS NOT NULL;

  -- how much of each chain was seen; told_seq is what a heartbeat says there is
  CREATE TABLE chain_seen (
    chain text PRIMARY KEY,
    iss text NOT NULL,
    seen int8multirange NOT NULL,
    head_seq bigint NOT NULL,
    head_hash text,
    told_seq bigint NOT NULL,
    gap_since timestamptz,
    broken_at timestamptz,
    broken_why text
  );
  CREATE INDEX chain_seen_signer ON chain_seen (iss);

  -- how far (ms) peers' clocks are ahead of this database's: by the last heartbeat (its number in the chain), and by the best of a window and of
  -- the one before; when the window began and when the last was heard, by this database's clock
  CREATE TABLE peer_clock (
    chain text PRIMARY KEY,
    iss text NOT NULL,
    seq bigint NOT NULL,
    last bigint NOT NULL,
    ahead bigint NOT NULL,
    before bigint,
    since bigint NOT NULL,
    heard bigint NOT NULL
  );

  -- who had a part of an own chain sent again (which part), or looked at one that contradicted itself and let it count again (how it did)
  CREATE TABLE chain_act (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain text NOT NULL,
    act text NOT NULL CHECK (act IN ('resend', 'count-again')),
    about text NOT NULL,
    actor text NOT NULL CHECK (actor <> ''),
    reason text NOT NULL CHECK (reason <> ''),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  -- records that could not be handled: 'waiting' is tried again by itself, 'held' needs a person;
  -- headers are pairs of base64, and the digest is of key, value and headers: a topic made anew has other records at the same places
  CREATE TABLE quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    digest text NOT NULL,
    key bytea,
    value bytea,
    headers jsonb NOT NULL,
    appended_at bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'held', 'handled', 'dropped')),
    in_order boolean NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    attempts integer NOT NULL,
    due_at timestamptz NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (cluster, topic, partition, record_offset, digest)
  );
  CREATE INDEX quarantine_waiting ON quarantine (topic, partition, due_at) WHERE state = 'waiting';
  CREATE INDEX quarantine_open ON quarantine (state, id) WHERE state IN ('waiting', 'held');

  CREATE TABLE quarantine_act (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    quarantine bigint NOT NULL REFERENCES quarantine (id),
    act text NOT NULL CHECK (act IN ('redrive', 'drop')),
    actor text NOT NULL CHECK (actor <> ''),
    reason text NOT NULL CHECK (reason <> ''),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE INDEX quarantine_act_quarantine ON quarantine_act (quarantine);

  -- who stopped grants here and let them go on, everywhere ('*') or in one system; the newest act of a scope counts
  CREATE TABLE stop_act (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope text NOT NULL CHECK (scope <> ''),
    act text NOT NULL CHECK (act IN ('stop', 'resume')),
    actor text NOT NULL CHECK (actor <> ''),
    reason text NOT NULL CHECK (reason <> ''),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE INDEX stop_act_newest ON stop_act (scope, id DESC);

  -- bundles and key registries in the custodians' bytes
  CREATE TABLE governance_document (
    type text NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL,
    bytes bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (type, number)
  );
`;

/** The runtime role is named like its database; it may do this and nothing else. No table grants DELETE. */
const rights: Readonly<Record<string, string>> = {
  statement: 'SELECT, INSERT',
  chain_head: 'SELECT, INSERT, UPDATE (epoch, seq, hash)',
  outbox: 'SELECT, INSERT, UPDATE (published_at, published_to)',
  inbox: 'SELECT, INSERT',
  consumer_offset: 'SELECT, INSERT, UPDATE (next_offset)',
  received: 'SELECT, INSERT',
  chain_seen:
    'SELECT, INSERT, UPDATE (seen, head_seq, head_hash, told_seq, gap_since, broken_at, broken_why)',
  peer_clock: 'SELECT, INSERT, UPDATE (seq, last, ahead, before, since, heard)',
  chain_act: 'SELECT, INSERT',
  quarantine: 'SELECT, INSERT, UPDATE (state, in_order, code, message, attempts, due_at)',
  quarantine_act: 'SELECT, INSERT',
  stop_act: 'SELECT, INSERT',
  governance_document: 'SELECT, INSERT',
  migrations: 'SELECT',
};

/** The tables that every service has: what it signed and sends, what it read and what became of it. */
export class KitTables0000000000001 implements MigrationInterface {
  readonly name = 'KitTables0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(issuing);
    await runner.query(consuming);
    const [{ role }] = (await runner.query('SELECT quote_ident(current_database()) AS role')) as [
      { role: string },
    ];
    for (const [table, privileges] of Object.entries(rights))
      await runner.query(`GRANT ${privileges} ON ${table} TO ${role}`);
  }

  async down(): Promise<void> {
    // Nothing signed is ever taken back.
  }
}
