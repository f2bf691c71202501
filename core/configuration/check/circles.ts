export type LeadsTo = (name: string) => readonly string[];

/** What leads back to itself, one circle for each set of names that does. */
export function* circlesIn(names: readonly string[], leadsTo: LeadsTo): IterableIterator<string[]> {
  const done = new Set<string>();
  for (const start of names) {
    const circle = circleFrom(start, { leadsTo, done });
    if (circle !== null) yield circle;
  }
}

/** Depth first with the path in hand; `done` are names from which no further circle can be found. */
function circleFrom(start: string, { leadsTo, done }: { leadsTo: LeadsTo; done: Set<string> }): string[] | null {
  const path: string[] = [];
  const open: { name: string; leave: boolean }[] = [{ name: start, leave: false }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.leave) {
      done.add(path.pop()!);
      continue;
    }
    const seen = path.indexOf(at.name);
    if (seen >= 0) {
      for (const name of path) done.add(name);
      return path.slice(seen);
    }
    if (done.has(at.name)) continue;
    path.push(at.name);
    open.push({ name: at.name, leave: true }, ...leadsTo(at.name).map((name) => ({ name, leave: false })));
  }
  return null;
}
