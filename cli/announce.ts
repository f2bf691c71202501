import type { InForce } from './play/organisation.ts';

export interface Announced {
  readonly url: string;
  readonly key: string;
  readonly home: string;
  /** What `npx signalbox` has to be told to find this one, as `NAME=value `; empty when it finds it by itself. */
  readonly environment: string;
  readonly logFile: string;
  readonly inForce: InForce;
  /** The list of workflows in the Temporal UI; `null` when the address of that is not known. */
  readonly workflows: string | null;
  /** Any item, to have something to look at; `null` while there is none. */
  readonly item: string | null;
  /** How many times as fast the recorded calls are played; `null` when none are. */
  readonly speed: number | null;
}

/** What `npm start` prints once: where to look, what to try, how to stop. */
export function announcement(at: Announced): string {
  const rows = [
    ['API', at.url],
    ['Reference', `${at.url}/docs`],
    ['Temporal', at.workflows ?? 'no address of its UI is known: set TEMPORAL_UI_URL'],
    ...(at.workflows === null ? [] : [['One item', onePage(at.workflows, at.item)]]),
    ['Key', `${at.key}   (admin)`],
    ['Published', published(at.inForce)],
    ['Data', at.home],
    ['Log', at.logFile],
    ['Stop', 'Ctrl-C'],
  ];
  const lines = rows.map(([name = '', value]) => `${name.padEnd(11)}${value}`);
  return ['', 'Signalbox is running.', '', ...lines, '', ...toTry(at), '']
    .map((line) => line && `  ${line}`)
    .join('\n');
}

const onePage = (workflows: string, item: string | null): string =>
  item === null ? `${workflows}/wi_…   (as soon as there is one)` : `${workflows}/${item}`;

function published(inForce: InForce): string {
  if (inForce.kind === 'nothing') return 'nothing yet';
  const { name, version, kind } = inForce;
  return `${name}, version ${version}${kind === 'demo' ? ', from demo/organisation.yaml' : ''}`;
}

/** The chat is one of the demo: elsewhere it would be refused, or land among real work. */
function toTry({ url, key, inForce, speed, environment }: Announced): string[] {
  const signalbox = `${environment}npx signalbox`;
  if (inForce.kind === 'nothing') return ['Publish a configuration:', `${signalbox} configuration publish FILE`];
  if (inForce.kind === 'own') return [];
  const when = speed === null ? '' : `, when the play is over (until then every clock runs ${speed} times as fast)`;
  const curl = `curl -s -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json'`;
  return [
    `Hand in a chat${when}:`,
    `${curl} ${url}/v1/work-items \\`,
    `  -d '{"source":"web-shop","channel":"chat","subject":"Where is my order?"}'`,
    'Take it, with the id of the offer in the answer:',
    `${curl} ${url}/v1/offers/of_…/accept -d '{}'`,
    'See why it came to whom it came, with its own id:',
    `${signalbox} item wi_…`,
  ];
}
