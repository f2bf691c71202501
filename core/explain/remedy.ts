/** One thing that would have to be otherwise for work to come to an agent. Instants are epoch milliseconds. */
export type Remedy =
  | { readonly kind: 'available' }
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'time';
      readonly at: number;
      readonly because: 'delay' | 'back_off' | 'hours' | 'shift' | 'preference';
      readonly queue: string;
    }
  | { readonly kind: 'less'; readonly channel: string; readonly items: number; readonly holding: readonly string[] }
  | { readonly kind: 'not_kept'; readonly item: string }
  | { readonly kind: 'skill'; readonly skill: string; readonly level: number }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'capacity'; readonly units: number }
  | { readonly kind: 'queue'; readonly queue: string; readonly profile: string }
  | { readonly kind: 'channel'; readonly channel: string; readonly profile: string }
  | { readonly kind: 'offered'; readonly profile: string };
