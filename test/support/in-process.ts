import { runCommand } from 'citty';
import { vi } from 'vitest';
import { main } from '../../cli/main.ts';
import type { Ran } from './signalbox.ts';

/** The command line in our own process: each process of its own takes seconds to start on a busy machine. */
export async function runInProcess(...words: string[]): Promise<Ran> {
  const said = { out: '', err: '' };
  const spies = (['log', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((text) => {
      said[name === 'log' ? 'out' : 'err'] += `${text}\n`;
    }),
  );
  const before = process.exitCode;
  try {
    await runCommand(main, { rawArgs: words });
    return { code: Number(process.exitCode), ...said };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
