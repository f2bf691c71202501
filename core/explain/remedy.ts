/** One thing that would have to be otherwise for work to come to an agent. Instants are epoch milliseconds. */
export type Remedy =
  | { readonly kind: 'available' | 'connected' | 'empty_hands' }
  | {
      readonly kind: 'time';
      readonly at: number;
      readonly because: 'delay' | 'back_off' | 'hours' | 'shift' | 'preference';
      readonly queue: string;
    }
  /** `holding`: which items of the channel. */
  | { readonly kind: 'less'; readonly channel: string; readonly holding: readonly string[] }
  | { readonly kind: 'not_kept'; readonly item: string }
  | { readonly kind: 'capacity'; readonly units: number }
  | { readonly kind: 'skill'; readonly skill: string; readonly level: number }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'offered'; readonly profile: string }
  | { readonly kind: 'channel'; readonly channel: string; readonly profile: string }
  | { readonly kind: 'queue'; readonly queue: string; readonly profile: string };

/** From what comes by itself to what needs another configuration. */
export const KINDS: readonly Remedy['kind'][] = [
  'time',
  'available',
  'connected',
  'less',
  'empty_hands',
  'not_kept',
  'capacity',
  'skill',
  'group',
  'attribute',
  'offered',
  'channel',
  'queue',
];
