/** What the server says about an item, an agent or a queue, sentence by sentence. */
export interface Explanation {
  readonly sentences: readonly string[];
}

export const explained = ({ sentences }: Explanation): string => sentences.map((one) => `  ${one}`).join('\n');
