import type { Phrases } from '../told.ts';
import { AGENT_PHRASES } from './agents.ts';
import { DOCUMENT_PHRASES } from './documents.ts';
import { ITEM_PHRASES } from './items.ts';
import { OVERFLOW_PHRASES } from './overflow.ts';
import { QUEUE_PHRASES } from './queues.ts';

export const ENGLISH: Phrases = {
  ...AGENT_PHRASES,
  ...ITEM_PHRASES,
  ...OVERFLOW_PHRASES,
  ...QUEUE_PHRASES,
  ...DOCUMENT_PHRASES,
};
