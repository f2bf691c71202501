const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** ISO 8601 duration in whole milliseconds, without months and years, whose length depends on the date; `null` when it is none. */
export function durationMs(text: string): number | null {
  const parts = ISO.exec(text);
  if (parts === null || text.length > 40 || text.endsWith('T') || text === 'P') return null;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const ms = (((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60_000 + seconds! * 1000;
  return Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : null;
}
