import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SECRET = `whsec_${Buffer.from('what only these two share').toString('base64')}`;

export interface Heard {
  readonly id: string;
  readonly signed: boolean;
  readonly contentType: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests look at
  readonly body: any;
}

/** Where alerts go: hears all, and answers 204 unless told otherwise. */
export class AlertReceiverStub {
  readonly heard: Heard[] = [];
  /** Taken one after the other; then 204 again. */
  readonly answers: number[] = [];
  readonly secret = SECRET;
  private readonly server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
      const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
      const expected = `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
      const contentType = request.headers['content-type'];
      this.heard.push({ id: String(id), signed: signature === expected, contentType, body: JSON.parse(body) });
      response.writeHead(this.answers.shift() ?? 204).end();
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/alerts`;
  }

  /** What a process finds in its environment. */
  get environment(): Record<string, string> {
    return { SIGNALBOX_ALERT_URL: this.url, SIGNALBOX_ALERT_SECRET: SECRET };
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
