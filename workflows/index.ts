export { workItem } from './work-item.ts';
