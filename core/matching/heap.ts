/** A binary heap: the smallest first. */
export class Heap<T> {
  private slots: T[];
  private readonly compare: (a: T, b: T) => number;

  /** `values` in any order: fewer comparisons than to push them one by one. */
  constructor(compare: (a: T, b: T) => number, values: Iterable<T> = []) {
    this.compare = compare;
    this.slots = [...values].sort(compare);
  }

  get size(): number {
    return this.slots.length;
  }

  peek(): T | undefined {
    return this.slots[0];
  }

  push(value: T): void {
    let at = this.slots.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (this.compare(this.slots[parent]!, value) <= 0) break;
      this.slots[at] = this.slots[parent]!;
      at = parent;
    }
    this.slots[at] = value;
  }

  pop(): T | undefined {
    const top = this.slots[0];
    const last = this.slots.pop();
    if (last !== undefined && this.slots.length > 0) this.sink(last, 0);
    return top;
  }

  /** Only those of which it holds: from the leaves up, in fewer comparisons than it takes to sort them. */
  keep(holds: (value: T) => boolean): void {
    this.slots = this.slots.filter(holds);
    for (let at = (this.slots.length >>> 1) - 1; at >= 0; at -= 1) this.sink(this.slots[at]!, at);
  }

  private sink(value: T, from: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.slots.length) break;
      if (child + 1 < this.slots.length && this.compare(this.slots[child + 1]!, this.slots[child]!) < 0) child += 1;
      if (this.compare(value, this.slots[child]!) <= 0) break;
      this.slots[at] = this.slots[child]!;
      at = child;
    }
    this.slots[at] = value;
  }
}
