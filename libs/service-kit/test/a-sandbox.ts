import type { DataSource } from 'typeorm';
import { type TestDatabase, aDatabase } from './a-database.js';
import { type Reader, type ReaderOptions, type Script, aReader } from './a-reader.js';
import { eventually } from './eventually.js';

/** A database with a table that handlers note their effects in, and the readers of one spec. */
export class Sandbox {
  ds!: DataSource;
  private readers: Reader[] = [];

  private constructor(readonly database: TestDatabase) {}

  static async open(): Promise<Sandbox> {
    const database = await aDatabase();
    await database.force(`CREATE TABLE effect (id serial, hash text); GRANT ALL ON effect TO ${database.name};
      GRANT USAGE ON SEQUENCE effect_id_seq TO ${database.name}`);
    return new Sandbox(database);
  }

  /** Before each spec: nothing is left of the one before. */
  async begin(): Promise<void> {
    await this.database.empty();
    this.ds = await this.database.open();
  }

  async end(): Promise<void> {
    await Promise.all(this.readers.splice(0).map((reader) => reader.close()));
  }

  /** Notes the payload as an effect, in the handler's transaction. */
  readonly note: Script = async ({ hash, id }, { tx }) => {
    await tx.query('INSERT INTO effect (hash) VALUES ($1)', [hash ?? id]);
  };

  async read(options: Partial<ReaderOptions> & Pick<ReaderOptions, 'topics'>): Promise<Reader> {
    const reader = await aReader({ dataSource: this.ds, handle: this.note, ...options });
    this.readers.push(reader);
    return reader;
  }

  /** Hashes or ids in the order of their effects. */
  async effects(): Promise<string[]> {
    const rows: { hash: string }[] = await this.ds.query('SELECT hash FROM effect ORDER BY id');
    return rows.map(({ hash }) => hash);
  }

  untilEffects(n: number): Promise<string[]> {
    return eventually(async () => {
      const effects = await this.effects();
      return effects.length >= n && effects;
    });
  }

  /** Records that were read, of all partitions. */
  async offsets(): Promise<number> {
    return (await this.ds.query('SELECT coalesce(sum(next_offset), 0)::int AS n FROM consumer_offset'))[0].n;
  }

  untilRead(n: number): Promise<boolean> {
    return eventually(async () => (await this.offsets()) >= n);
  }
}
