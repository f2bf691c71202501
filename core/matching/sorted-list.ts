const BLOCK = 256;

/**
 * A list kept in a total order as blocks of at most 512: insert, delete and rank take about log₂ n comparisons, and walking
 * from the front is free. Two different members never compare equal.
 */
export class SortedList<T> {
  private readonly blocks: T[][] = [];
  private readonly compare: (a: T, b: T) => number;
  size = 0;

  /** `values` in any order: fewer comparisons than to add them one by one. */
  constructor(compare: (a: T, b: T) => number, values: readonly T[] = []) {
    this.compare = compare;
    this.size = values.length;
    const sorted = [...values].sort(compare);
    for (let at = 0; at < sorted.length; at += BLOCK) this.blocks.push(sorted.slice(at, at + BLOCK));
  }

  first(): T | undefined {
    return this.blocks[0]?.[0];
  }

  add(value: T): void {
    this.size += 1;
    if (this.blocks.length === 0) {
      this.blocks.push([value]);
      return;
    }
    const at = Math.min(this.blockOf(value), this.blocks.length - 1);
    const block = this.blocks[at]!;
    block.splice(this.placeIn(block, value), 0, value);
    if (block.length > 2 * BLOCK) this.blocks.splice(at + 1, 0, block.splice(BLOCK));
  }

  delete(value: T): boolean {
    const at = this.blockOf(value);
    const block = this.blocks[at];
    if (block === undefined) return false;
    const place = this.placeIn(block, value);
    if (place >= block.length || this.compare(block[place]!, value) !== 0) return false;
    block.splice(place, 1);
    if (block.length === 0) this.blocks.splice(at, 1);
    this.size -= 1;
    return true;
  }

  /** How many members come before `value`, which need not be one. */
  rank(value: T): number {
    const at = this.blockOf(value);
    let before = 0;
    for (let block = 0; block < at; block += 1) before += this.blocks[block]!.length;
    const block = this.blocks[at];
    return block === undefined ? before : before + this.placeIn(block, value);
  }

  /** From the front, until `visit` says no. */
  walk(visit: (value: T) => boolean): void {
    for (const block of this.blocks) for (const value of block) if (!visit(value)) return;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const block of this.blocks) yield* block;
  }

  /** The first block whose last member is not before `value`. */
  private blockOf(value: T): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.blocks[middle]!;
      if (this.compare(block[block.length - 1]!, value) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private placeIn(block: readonly T[], value: T): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(block[middle]!, value) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
