import type { Settings } from '../env.ts';
import { runningTemporal } from '../scripts/temporal-place.ts';

/** The UI's list of workflows; an item's own page lies below it. */
export const workflowsUrl = (ui: string, namespace: string): string =>
  `${ui.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;

/** Where an item's workflow can be looked at; `url` is `null` when no Temporal UI is known. */
export function workflowPlace(workflowId: string, settings: Settings): { url: string | null; sentence: string } {
  const namespace = settings.TEMPORAL_NAMESPACE;
  const ui = settings.TEMPORAL_UI_URL ?? runningTemporal(settings.SIGNALBOX_HOME)?.uiUrl ?? null;
  return {
    url: ui === null ? null : `${workflowsUrl(ui, namespace)}/${workflowId}`,
    sentence: `${workflowId} in namespace ${namespace}; set TEMPORAL_UI_URL for a link`,
  };
}
