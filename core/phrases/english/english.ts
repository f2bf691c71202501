import type { Phrases } from '../told.ts';
import { AGENT_PHRASES } from './agents.ts';
import { DOCUMENT_PHRASES } from './documents.ts';
import { ITEM_PHRASES } from './items.ts';
import { QUEUE_PHRASES } from './queues.ts';

export const ENGLISH: Phrases = { ...AGENT_PHRASES, ...ITEM_PHRASES, ...QUEUE_PHRASES, ...DOCUMENT_PHRASES };
