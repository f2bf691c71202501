export function mapValues<T, U>(
  from: Readonly<Record<string, T>> | undefined,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return dictionary(Object.entries(from ?? {}).map(([name, value]) => [name, change(value, name)]));
}

/** Without a prototype: a name such as `constructor`, sent by anyone, finds nothing. */
export function dictionary<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}
