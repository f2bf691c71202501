/** Resolves at SIGINT or SIGTERM. Ctrl-C may reach us twice, from the terminal and from above: the second changes nothing. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}
