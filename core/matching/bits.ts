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

  /** Keeps what `other` has too; says whether anything is left. */
  and(other: Bits): boolean {
    let left = 0;
    for (let word = 0; word < this.words.length; word += 1) {
      this.words[word]! &= other.words[word] ?? 0;
      left |= this.words[word]!;
    }
    return left !== 0;
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
