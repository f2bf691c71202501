export { occurrence } from './occurrence.ts';
export { workItem } from './work-item.ts';
