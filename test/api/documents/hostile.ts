/** Texts of about so many bytes that keep their reader busy for as long as their writer could make it. */
export const hostile = (bytes: number): Readonly<Record<string, string>> => ({
  'many keys': lines(bytes / 11, (place) => `k${place}: 1`),
  'many keys in one line': `{ ${places(bytes / 11).map((place) => `k${place}: 1`)} }`,
  'many anchors': lines(bytes / 18, (place) => `k${place}: &a${place} 1`),
  'many aliases': `a: &a 1\n${lines(bytes / 11, (place) => `k${place}: *a`)}`,
});

/** A document that could be published, with so many rules that differ. */
export const manyRules = (count: number) => ({
  organisation: { name: 'Hostile' },
  queues: { regular: { name: 'Regular' } },
  profiles: { desk: { name: 'Desk', capacity: 1, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
  workstreams: {
    chat: {
      channel: 'chat',
      fallback: 'regular',
      classify: Object.fromEntries(
        places(count / 50).map((set) => [
          `set-${set}`,
          places(50).map((place) => ({
            when: `item.attributes.a${set} == "${place}" && customer.c${place} in ["${set}", "b", "c"]`,
            then: { priority: 1 },
          })),
        ]),
      ),
    },
  },
});

const places = (count: number): number[] => Array.from({ length: Math.ceil(count) }, (_, place) => place);
const lines = (count: number, of: (place: number) => string): string => places(count).map(of).join('\n');
