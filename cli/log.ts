import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Structured lines for machines; what a person should read at start is printed, not logged. */
export const createLog = (level: string, file?: string): Log =>
  file === undefined ? pino({ level }) : pino({ level }, pino.destination({ dest: file, sync: false }));
