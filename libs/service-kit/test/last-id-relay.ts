import type { DataSource } from 'typeorm';

/** The relay that everybody writes first: it remembers the last position it saw. Loses rows; here to show that a spec can tell. */
export class LastIdRelay {
  private last = '0';
  readonly seen: string[] = [];

  constructor(private readonly ds: DataSource) {}

  async pass(): Promise<void> {
    const rows: { position: string; key: string }[] = await this.ds.query(
      'SELECT position, key FROM outbox WHERE position > $1 ORDER BY position',
      [this.last],
    );
    for (const { position, key } of rows) {
      this.seen.push(key);
      this.last = position;
    }
  }
}
