import { leavesMet, meets } from './leaf-table.js';
import { HitReading } from './reading.js';

/** Reads every item as itself, beside the premises of edges that it meets: by it, all that a root can do is told. */
export class ItemReading extends HitReading {
  private readonly numbers = new Map<string, number>();

  protected leavesOf(item: string): number[] {
    const { leaves } = this.matrix.leaves;
    const own = this.numbers.get(item) ?? leaves.length + this.numbers.size;
    this.numbers.set(item, own);
    return [...leavesMet(leaves, item, meets).filter((leaf) => this.matrix.edgesByPremise.has(leaf)), own];
  }
}
