import { freePort } from '../../scripts/ports.ts';
import { type ProcessOptions, SignalboxProcess } from './signalbox-process.ts';

export const ADMIN_KEY = 'sbk_test_admin';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** `null` when there was no answer: the caller does not know what became of it. */
async function ask(method: string, url: string, body?: unknown): Promise<Answer | null> {
  try {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
    const request = { method, headers, signal: AbortSignal.timeout(8_000) };
    const response = await fetch(url, body === undefined ? request : { ...request, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** A process with an API, which keeps its address. Ready when it can reach an engine, its own or that of another process. */
export class ApiProcess extends SignalboxProcess {
  readonly url: string;

  private constructor(port: number, options: ProcessOptions) {
    super(`api-${port}`, options, { PORT: String(port), SIGNALBOX_ADMIN_KEY: ADMIN_KEY });
    this.url = `http://127.0.0.1:${port}`;
  }

  static async create(options: ProcessOptions): Promise<ApiProcess> {
    return new ApiProcess(await freePort(), options);
  }

  protected async isReady(): Promise<boolean> {
    return (await ask('GET', `${this.url}/readyz`))?.status === 200;
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer | null> {
    return ask(method, `${this.url}${path}`, body);
  }
}
