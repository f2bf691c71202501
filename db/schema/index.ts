export { agent } from './agent.ts';
export {
  apiKey,
  bulkOperation,
  configurationDraft,
  configurationVersion,
  engineLease,
  event,
  idempotency,
  recurrence,
  served,
} from './engine.ts';
export { offer, workItem, workItemPayload } from './item.ts';
