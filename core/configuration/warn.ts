import type { Finding } from '../outcome.ts';
import type { Configuration, Profile, Workstream } from './compiled.ts';
import { type ConfigurationDocument, entryQueue } from './document.ts';

const SHORTEST_OFFER_MS = 5000;

/** Legal, but hardly meant. */
export function warnAbout(document: ConfigurationDocument, configuration: Configuration): Finding[] {
  const warnings: Finding[] = [];
  for (const [name, one] of Object.entries(document.channels ?? {})) {
    if (one.offerTimeout !== undefined && one.offerTimeout < SHORTEST_OFFER_MS)
      warnings.push(shortOffer(`channel ${name}`, `/channels/${name}/offerTimeout`));
  }
  for (const [name, one] of Object.entries(document.queues)) {
    if (one.order?.by === 'strict')
      warnings.push({
        pointer: `/queues/${name}/order/by`,
        detail: `Queue ${name} is strict: items of low priority wait as long as higher ones keep coming.`,
      });
  }
  for (const [name, one] of Object.entries(document.workstreams)) {
    if (one.offer?.timeout !== undefined && one.offer.timeout < SHORTEST_OFFER_MS)
      warnings.push(shortOffer(`workstream ${name}`, `/workstreams/${name}/offer/timeout`));
    const entry = `/workstreams/${name}/${one.queue?.[0] === undefined ? 'fallback' : 'queue/0/to'}`;
    warnings.push(...unserved(configuration, { name, entry, queue: entryQueue(one)! }));
  }
  for (const [name, one] of Object.entries(document.profiles)) {
    if (one.queues.length === 0)
      warnings.push({ pointer: `/profiles/${name}/queues`, detail: `Profile ${name} has no queue.` });
  }
  return warnings;
}

const shortOffer = (thing: string, pointer: string): Finding => ({
  pointer,
  detail: `An offer of ${thing} ends before anyone can answer it: give it 5 s or more.`,
});

function unserved(
  configuration: Configuration,
  at: { readonly name: string; readonly entry: string; readonly queue: string },
): Finding[] {
  const one: Workstream = configuration.workstreams[at.name]!;
  const profiles = Object.values(configuration.profiles);
  const serves = (profile: Profile) =>
    Object.hasOwn(profile.channels, one.channel) && Object.hasOwn(profile.queues, at.queue);
  const serving = profiles.filter(serves);
  if (serving.length === 0)
    return [{ pointer: at.entry, detail: `No profile takes channel ${one.channel} from queue ${at.queue}.` }];
  const pointer = `/workstreams/${at.name}`;
  const warnings: Finding[] = [];
  const roomiest = Math.max(...serving.map((profile) => profile.capacity));
  if (one.cost > roomiest)
    warnings.push({
      pointer: `${pointer}/cost`,
      detail: `An item of workstream ${at.name} costs ${one.cost} units; no profile that takes it has more than ${roomiest}.`,
    });
  if (one.mode === 'pick' && !serving.some((profile) => profile.may.pick.includes(one.channel)))
    warnings.push({
      pointer: `${pointer}/offer/mode`,
      detail: `No profile may pick channel ${one.channel}, so nobody can take work of workstream ${at.name}.`,
    });
  return warnings;
}
