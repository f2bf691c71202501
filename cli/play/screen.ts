import { renderBar, renderLine, type Tick } from './statistics.ts';

/** Where a play tells how it goes: two lines that are redrawn on a terminal, a plain line a second elsewhere. */
export interface Screen {
  readonly say: (line: string) => void;
  readonly show: (tick: Tick) => void;
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

export function createScreen(stream: Stream): Screen {
  const say = (line: string) => stream.write(`${line}\n`);
  if (!stream.isTTY) return { say, show: (tick) => say(renderLine(tick)) };
  let drawn = false;
  const clear = (): string => {
    const before = drawn ? '\r\u001b[1A\u001b[J' : '';
    drawn = false;
    return before;
  };
  // A line that wraps could not be drawn over.
  const cut = (line: string): string => line.slice(0, (stream.columns || 80) - 1);
  return {
    say: (line) => stream.write(`${clear()}${line}\n`),
    show: (tick) => {
      stream.write(`${clear()}${cut(renderBar(tick))}\n${cut(renderLine(tick))}`);
      drawn = true;
    },
  };
}
