export { alert } from './alert.ts';
export { bulk } from './bulk.ts';
export { occurrence } from './occurrence.ts';
export { workItem } from './work-item.ts';
