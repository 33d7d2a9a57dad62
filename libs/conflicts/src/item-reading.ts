import { type ConflictMatrix, contentsOf } from './conflict-matrix.js';
import { leavesMet, meets } from './leaf-table.js';
import type { Hit } from './reading.js';

/** Reads every item as itself, beside the premises of edges that it meets: by it, all that a root can do is told. */
export class ItemReading {
  private readonly numbers = new Map<string, number>();
  private readonly hits = new Map<string, readonly Hit[]>();

  constructor(private readonly matrix: ConflictMatrix) {}

  /** Everything that the holder of `item` can do. */
  hitsOf(item: string): readonly Hit[] {
    const known = this.hits.get(item);
    if (known !== undefined) return known;
    const hits = contentsOf(this.matrix, item).flatMap((content) =>
      this.leavesOf(content.item).map((leaf) => ({ leaf, box: content.box, content })),
    );
    this.hits.set(item, hits);
    return hits;
  }

  private leavesOf(item: string): number[] {
    const { leaves } = this.matrix.leaves;
    const own = this.numbers.get(item) ?? leaves.length + this.numbers.size;
    this.numbers.set(item, own);
    return [...leavesMet(leaves, item, meets).filter((leaf) => this.matrix.edgesByPremise.has(leaf)), own];
  }
}
