import type { Settings } from '../env.ts';
import { runningTemporal } from '../scripts/temporal-server.ts';

/** Where an item's workflow can be looked at; `url` is `null` when no Temporal UI is known. */
export function workflowPlace(workflowId: string, settings: Settings): { url: string | null; sentence: string } {
  const namespace = settings.TEMPORAL_NAMESPACE;
  const ui = settings.TEMPORAL_UI_URL ?? runningTemporal(settings.SIGNALBOX_HOME)?.uiUrl ?? null;
  return {
    url:
      ui === null
        ? null
        : `${ui.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${workflowId}`,
    sentence: `${workflowId} in namespace ${namespace}; set TEMPORAL_UI_URL for a link`,
  };
}
