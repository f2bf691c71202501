// Node reads no TypeScript in a thread of its own accord, and takes over no loader from the thread that began it.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
