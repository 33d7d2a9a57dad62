import { type CompiledContent, type ConflictMatrix, contentsOf } from './conflict-matrix.js';
import type { Box } from './box.js';
import { type Comparison, leavesMet, meets } from './leaf-table.js';

/** A leaf that an item meets, where, and by which of its contents. */
export interface Hit {
  readonly leaf: number;
  readonly box: Box;
  readonly content: CompiledContent;
}

/** Tells which leaves an item meets, by its contents. Remembers what it has read; meant for one judgement. */
export abstract class HitReading {
  private readonly hits = new Map<string, readonly Hit[]>();

  constructor(protected readonly matrix: ConflictMatrix) {}

  /** Everything that the holder of `item` meets, wherever the scope of a content and the holder's meet. */
  hitsOf(item: string): readonly Hit[] {
    const known = this.hits.get(item);
    if (known !== undefined) return known;
    const hits = contentsOf(this.matrix, item).flatMap((content) =>
      this.leavesOf(content.item).map((leaf) => ({ leaf, box: content.box, content })),
    );
    this.hits.set(item, hits);
    return hits;
  }

  /** The leaves that one content meets, by number. */
  protected abstract leavesOf(item: string): number[];
}

/**
 * How one judgement compares items with leaves. Beside the leaves of the bundle it knows `names`, the uncatalogued
 * entitlements that are granted by name, numbered after them.
 */
export class Reading extends HitReading {
  constructor(
    matrix: ConflictMatrix,
    private readonly compare: Comparison,
    /** Leaves outside it are not looked at; `null`: all are. */
    private readonly relevant: ReadonlySet<number> | null = null,
    private readonly names: readonly string[] = [],
  ) {
    super(matrix);
  }

  protected leavesOf(item: string): number[] {
    const { leaves, metBy } = this.matrix.leaves;
    const met =
      (this.compare === meets ? metBy.get(item) : undefined) ?? leavesMet(leaves, item, this.compare);
    const named = this.names.flatMap((text, i) =>
      this.compare(item, { text, members: null }) ? [leaves.length + i] : [],
    );
    const { relevant } = this;
    return [...met, ...named].filter(
      (leaf) => relevant === null || leaf >= leaves.length || relevant.has(leaf),
    );
  }
}
