import type { Phrases, Requirement } from '../told.ts';
import { ruledOut } from './agents.ts';
import { counted, duration, instant, names } from './words.ts';

const people = (count: number): string => counted(count, 'person', 'people');

function who(asked: Requirement): string {
  switch (asked.kind) {
    case 'skill':
      return `with ${asked.skill} ≥ ${asked.needs}`;
    case 'group':
      return `of group ${asked.group}`;
    case 'attribute':
      return `whose ${asked.attribute} is ${asked.value}`;
    case 'agent':
      return `called ${asked.agent}`;
  }
}

const what = (asked: Requirement): string =>
  asked.kind === 'agent' ? `agent ${asked.agent}` : who(asked).replace(/^(with|of) /, '');

export const QUEUE_PHRASES: Pick<Phrases, Extract<keyof Phrases, `queue.${string}`>> = {
  'queue.now': ({ waiting, oldestMs, able, scarcest, serving, here, open }) => {
    const waits =
      waiting === 1
        ? `1 item waits, for ${duration(oldestMs)}`
        : `${waiting} items wait, the oldest for ${duration(oldestMs)}`;
    const head = waiting === 0 ? 'Nothing waits' : waits;
    if (!open) return `${head}; the queue is closed.`;
    if (able > 0 && (waiting === 0 || scarcest === null)) return `${head}; ${people(able)} could take one more now.`;
    if (scarcest !== null) {
      if (scarcest.have === 0) return `${head}; nobody ${who(scarcest)} serves it.`;
      return `${head}; nobody ${who(scarcest)} ${scarcest.here === 0 ? 'is here' : 'has room'}.`;
    }
    if (serving === 0) return `${head}; nobody serves the queue.`;
    if (here === 0) return `${head}; nobody of the ${serving} who serve it is here.`;
    return `${head}; ${people(here)} of the ${serving} who serve it ${here === 1 ? 'is' : 'are'} here, and nobody could take one more now.`;
  },
  'queue.hours': ({ open, until }) => {
    const to = until === null ? '' : ` until ${instant(until)} (${until.timeZone})`;
    return `It is ${open ? 'open' : 'closed'}${to}.`;
  },
  'queue.next': ({ item, why }) => `The most urgent is ${item}. ${why}`,
  'queue.profile': ({ profile, rank, afterMs, serving, here, able, agents, freeUnits }) => {
    const delay = afterMs === 0 ? '' : `, after ${duration(afterMs)}`;
    const could =
      able === 0
        ? 'nobody could take one more'
        : `${names(agents, able)} could take one more, with ${counted(freeUnits, 'unit')} free`;
    return `Profile ${profile} (rank ${rank}${delay}): ${counted(serving, 'agent')}, ${here} here; ${could}.`;
  },
  'queue.line': ({ workstream, channel, cost, pick, able, freeUnits, more }) => {
    const head = `Workstream ${workstream} (${channel}, ${counted(cost, 'unit')}${pick ? ', picked from the list' : ''})`;
    if (able === 0) return `${head}: nobody could take one more.`;
    return `${head}: ${people(able)} with ${counted(freeUnits, 'free unit')} ${able === 1 ? 'has' : 'have'} room for ${more} more.`;
  },
  'queue.cannot': ({ workstream, group }) => {
    const known = names(group.agents, group.count);
    return `For ${workstream}, ${ruledOut([group])}${known === '' ? '' : `: ${known}`}.`;
  },
  'queue.requirement': ({ waiting, have, here, room, ...asked }) =>
    `${counted(waiting, 'waiting item asks', 'waiting items ask')} for ${what(asked)}: ${have} of those who serve the queue fit, ${here} of them ${here === 1 ? 'is' : 'are'} here, ${room} ${room === 1 ? 'has' : 'have'} room.`,
};
