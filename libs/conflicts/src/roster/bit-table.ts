/** Sets of small integers of one size, row by row in one array: a hundred thousand arrays would lie scattered in memory. */
export class BitTable {
  /** Words of a row. */
  readonly width: number;
  private words: Uint32Array;
  private rows = 0;

  constructor(size: number, expectedRows = 1024) {
    this.width = (size + 31) >>> 5;
    this.words = new Uint32Array(this.width * expectedRows);
  }

  /** Number of a new, empty row. */
  add(): number {
    if ((this.rows + 1) * this.width > this.words.length) {
      const larger = new Uint32Array(this.words.length * 2 + this.width);
      larger.set(this.words);
      this.words = larger;
    }
    return this.rows++;
  }

  clear(row: number): void {
    this.words.fill(0, row * this.width, (row + 1) * this.width);
  }

  unite(row: number, bits: Uint32Array): void {
    const start = row * this.width;
    for (let i = 0; i < bits.length; i++)
      this.words[start + i] = (this.words[start + i] ?? 0) | (bits[i] ?? 0);
  }

  uniteRow(row: number, other: number): void {
    const [start, from] = [row * this.width, other * this.width];
    for (let i = 0; i < this.width; i++) {
      this.words[start + i] = (this.words[start + i] ?? 0) | (this.words[from + i] ?? 0);
    }
  }

  /** What is in the row or in `more`, into `into`. */
  readWith(row: number, more: Uint32Array, into: Uint32Array): void {
    const start = row * this.width;
    for (let i = 0; i < into.length; i++) into[i] = (this.words[start + i] ?? 0) | (more[i] ?? 0);
  }
}
