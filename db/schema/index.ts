export { agent } from './agent.ts';
export { apiKey, configurationVersion, engineLease, event, idempotency } from './engine.ts';
export { offer, workItem, workItemPayload } from './item.ts';
