import type { AlertReceiver } from '../activities/post-alert.ts';
import type { Settings } from '../env.ts';

/** Where alerts go, or `null`. */
export const alertReceiver = ({ SIGNALBOX_ALERT_URL: url, SIGNALBOX_ALERT_SECRET: secret }: Settings) =>
  url === undefined ? null : ({ url, secret: secret ?? null } satisfies AlertReceiver);
