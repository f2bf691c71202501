/** A growing set of small integers, one bit each: which agents (by slot) a condition lets through. */
export class Bits {
  words: Uint32Array;

  constructor(size = 32) {
    this.words = new Uint32Array(Math.max(1, (size + 31) >>> 5));
  }

  set(slot: number): void {
    const word = slot >>> 5;
    if (word >= this.words.length) this.grow(word + 1);
    this.words[word]! |= 1 << (slot & 31);
  }

  clear(slot: number): void {
    const word = slot >>> 5;
    if (word < this.words.length) this.words[word]! &= ~(1 << (slot & 31));
  }

  has(slot: number): boolean {
    return ((this.words[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }

  copyFrom(other: Bits): this {
    if (this.words.length < other.words.length) this.words = new Uint32Array(other.words.length);
    this.words.fill(0);
    this.words.set(other.words);
    return this;
  }

  and(other: Bits): void {
    for (let word = 0; word < this.words.length; word += 1) this.words[word]! &= other.words[word] ?? 0;
  }

  without(other: Bits): void {
    for (let word = 0; word < this.words.length; word += 1) this.words[word]! &= ~(other.words[word] ?? 0);
  }

  meets(other: Bits): boolean {
    const words = Math.min(this.words.length, other.words.length);
    for (let word = 0; word < words; word += 1) if ((this.words[word]! & other.words[word]!) !== 0) return true;
    return false;
  }

  count(): number {
    let count = 0;
    for (const word of this.words) for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
    return count;
  }

  /** Makes room for a new member at `slot`, clear at first: everyone from there on moves up. */
  insert(slot: number): void {
    const first = slot >>> 5;
    if (first >= this.words.length) return;
    if (this.words[this.words.length - 1]! >>> 31 !== 0) this.grow(this.words.length + 1);
    for (let word = this.words.length - 1; word > first; word -= 1) {
      this.words[word] = (this.words[word]! << 1) | (this.words[word - 1]! >>> 31);
    }
    const below = (1 << (slot & 31)) - 1;
    this.words[first] = (this.words[first]! & below) | ((this.words[first]! & ~below) << 1);
  }

  /** Forgets the member at `slot`: everyone above moves down. */
  remove(slot: number): void {
    const first = slot >>> 5;
    if (first >= this.words.length) return;
    const below = (1 << (slot & 31)) - 1;
    const word = this.words[first]!;
    this.words[first] = (word & below) | ((word >>> 1) & ~below);
    for (let next = first + 1; next < this.words.length; next += 1) {
      if ((this.words[next]! & 1) !== 0) this.words[next - 1]! |= 1 << 31;
      this.words[next]! >>>= 1;
    }
  }

  or(other: Bits): void {
    if (this.words.length < other.words.length) this.grow(other.words.length);
    for (let word = 0; word < other.words.length; word += 1) this.words[word]! |= other.words[word]!;
  }

  isEmpty(): boolean {
    for (const word of this.words) if (word !== 0) return false;
    return true;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let word = 0; word < this.words.length; word += 1) {
      for (let rest = this.words[word]!; rest !== 0; rest &= rest - 1) {
        yield (word << 5) + (31 - Math.clz32(rest & -rest));
      }
    }
  }

  private grow(words: number): void {
    const larger = new Uint32Array(Math.max(words, this.words.length * 2));
    larger.set(this.words);
    this.words = larger;
  }
}
