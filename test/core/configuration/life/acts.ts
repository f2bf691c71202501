import fc from 'fast-check';
import { expect } from 'vitest';
import { Dice, dice } from '../../model/dice.ts';
import type { Answer, Life, Seen } from './life.ts';
import { documentOf, type Model, PLACES, type Publishing, type Putting, type Settings } from './model.ts';

interface At {
  readonly model: Model;
  readonly life: Life;
  readonly roll: Dice;
}

const settings = (roll: Dice): Settings => ({
  capacity: 1 + roll.roll(4),
  strict: roll.roll(3) === 2,
  german: roll.roll(4) !== 3,
  vip: roll.roll(4) !== 3,
  cleo: roll.roll(3) === 2,
  broken: roll.roll(12) === 11,
});

/** The one in force, another one, or whatever it is. */
const ifMatch = ({ model, roll }: At): number | '*' =>
  roll.one([model.version, model.version, Math.max(0, model.version - 1), model.version + 1, '*']);
const aDraft = ({ model, roll }: At): string =>
  roll.roll(12) === 11 || model.drafts.size === 0 ? NO_DRAFT : roll.one([...model.drafts.keys()]);
const revOf = ({ model, roll }: At, id: string): number | '*' => {
  const rev = model.drafts.get(id)?.rev ?? 1;
  return roll.one([rev, rev, rev + 1, '*']);
};
const NO_DRAFT = 'dr_01920000-0000-7000-8000-000000000000';
const base = ({ model, roll }: At): number =>
  roll.one([0, 0, 0, 0, 1, -1].map((off) => Math.max(0, model.version + off)));

/** Cleo never comes to her desk, so that nothing is in her hands when she is removed. */
const putting = ({ roll }: At): Putting => ({
  agent: roll.one(['anna', 'bo', 'cleo']),
  profile: roll.roll(8) === 7 ? 'nowhere' : 'desk',
  skills: roll.one<Putting['skills']>([{}, { german: 1 + roll.roll(5) }]),
});

/** A refusal says what the caller lost to: the version in force, and over the API what it changed. */
function saysWhatChanged(answer: Answer, { model, seen }: { model: Model; seen: number }): void {
  expect(answer.current?.version).toBe(model.version);
  const before = model.versions[seen - 1];
  if (!model.guarded || before === undefined) return;
  expect((answer.current?.changeCount ?? 0) > 0).toBe(JSON.stringify(before) !== JSON.stringify(model.inForce));
}

async function publishing(
  at: At,
  { ifMatch: seen }: Pick<Publishing, 'ifMatch'>,
  done: { answer: Answer; verdict: number },
) {
  const { answer, verdict } = done;
  expect(answer.status).toBe(verdict);
  if (verdict === 200) expect(answer.version).toBe(at.model.version);
  if (verdict === 412 && seen !== '*') saysWhatChanged(answer, { model: at.model, seen });
}

const ACTS = {
  'save a draft': async (at: At) => {
    const draft = { of: settings(at.roll), basedOn: base(at) };
    const answer = await at.life.saveDraft({ document: documentOf(draft.of), basedOn: draft.basedOn });
    expect(answer.status).toBe(draft.basedOn > at.model.version ? 422 : 200);
    if (answer.status === 200) at.model.drafts.set(answer.id!, { ...draft, rev: 1 });
  },
  'replace a draft': async (at: At) => {
    const id = aDraft(at);
    const rev = revOf(at, id);
    const draft = { of: settings(at.roll), basedOn: base(at) };
    const before = at.model.drafts.get(id)?.rev;
    const answer = await at.life.replaceDraft(id, {
      rev,
      draft: { document: documentOf(draft.of), basedOn: draft.basedOn },
    });
    expect(answer.status).toBe(at.model.replaceDraft(id, { rev, draft }));
    if (answer.status === 412) expect(answer.current?.rev).toBe(before);
  },
  'delete a draft': async (at: At) => {
    const id = aDraft(at);
    const rev = revOf(at, id);
    expect((await at.life.deleteDraft(id, rev)).status).toBe(at.model.deleteDraft(id, rev));
  },
  'read a draft': async (at: At) => {
    const id = aDraft(at);
    const draft = at.model.drafts.get(id);
    const expected = draft === undefined ? null : documentOf(draft.of);
    expect(JSON.stringify(await at.life.readDraft(id))).toBe(JSON.stringify(expected));
  },
  publish: async (at: At) => {
    const asked = { of: settings(at.roll), ifMatch: ifMatch(at) };
    const more = { ifMatch: asked.ifMatch, reclassify: at.roll.roll(2) === 1 };
    const answer = await at.life.publish(documentOf(asked.of), more);
    await publishing(at, asked, { answer, verdict: at.model.publish(asked) });
  },
  'publish a draft': async (at: At) => {
    const id = aDraft(at);
    const asked = { ifMatch: ifMatch(at), acknowledged: at.roll.roll(2) === 1 };
    const answer = await at.life.publishDraft(id, { ...asked, reclassify: at.roll.roll(2) === 1 });
    const basedOn = at.model.drafts.get(id)?.basedOn ?? 0;
    const verdict = at.model.publishDraft(id, asked);
    await publishing(at, asked, { answer, verdict });
    if (verdict === 409) saysWhatChanged(answer, { model: at.model, seen: basedOn });
  },
  'roll back': async (at: At) => {
    const version = 1 + at.roll.roll(at.model.version + 1);
    const asked = { ifMatch: ifMatch(at) };
    const answer = await at.life.rollBack(version, asked.ifMatch);
    await publishing(at, asked, { answer, verdict: at.model.rollBack(version, asked.ifMatch) });
  },
  validate: async (at: At) => {
    const of = settings(at.roll);
    const { errors, warnings } = await at.life.validate(documentOf(of));
    expect(errors > 0).toBe(at.model.hasErrors(of));
    if (errors === 0) expect(warnings > 0).toBe(of.strict);
  },
  'compare two versions': async (at: At) => {
    if (at.model.version === 0) return;
    const [from, to] = [1 + at.roll.roll(at.model.version), 1 + at.roll.roll(at.model.version)];
    const [before, after] = [at.model.versions[from - 1]!, at.model.versions[to - 1]!];
    const pointers = await at.life.diff(from, to);
    const differing = Object.entries(PLACES).filter(
      ([name]) => before[name as keyof Settings] !== after[name as keyof Settings],
    );
    for (const [, place] of differing) expect(pointers.some((one) => one.startsWith(place))).toBe(true);
    if (differing.length === 0) expect(pointers).toEqual([]);
  },
  'export an old version': async (at: At) => {
    const version = 1 + at.roll.roll(at.model.version + 1);
    const of = at.model.versions[version - 1];
    expect(JSON.stringify(await at.life.read(version))).toBe(JSON.stringify(of === undefined ? null : documentOf(of)));
  },
  'put an agent': async (at: At) => {
    const one = putting(at);
    expect((await at.life.putAgent(one)).status).toBe(at.model.putAgents([one]));
  },
  'import agents': async (at: At) => {
    const all = [putting(at), putting(at)].filter(({ agent }, place, list) => place === 0 || agent !== list[0]!.agent);
    expect((await at.life.putAgents(all)).status).toBe(at.model.putAgents(all));
  },
  'remove an agent': async (at: At) => {
    expect((await at.life.removeAgent('cleo')).status).toBe(at.model.removeAgent('cleo'));
  },
  'hand in an item': async (at: At) => {
    const queue = at.roll.one(['regular', 'regular', 'vip']);
    const answer = await at.life.create(queue);
    expect(answer.status).toBe(at.model.canTake(queue) ? 200 : 422);
    if (answer.status === 200) at.model.items.set(answer.id!, queue);
  },
  work: async (at: At) => {
    if (at.model.agents.has('anna')) await at.life.work();
  },
} as const;
type Name = keyof typeof ACTS;

/** What may move work from hand to hand; nothing else does. */
const MOVES_WORK: readonly Name[] = ['hand in an item', 'work', 'put an agent', 'import agents', 'remove an agent'];

class Act implements fc.AsyncCommand<Model, Life> {
  private readonly name: Name;
  private readonly numbers: readonly number[];

  constructor(name: Name, numbers: readonly number[]) {
    this.name = name;
    this.numbers = numbers;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, life: Life): Promise<void> {
    const [before, version] = [await life.see(), model.version];
    await ACTS[this.name]({ model, life, roll: new Dice(this.numbers) });
    const after = await life.see();
    isAsModelled(after, model);
    if (!MOVES_WORK.includes(this.name)) expect(after.inHand).toEqual(expect.arrayContaining([...before.inHand]));
    await carriesTheVersion(life, { before: version, after: model.version });
  }

  toString(): string {
    return `${this.name} ${JSON.stringify(this.numbers)}`;
  }
}

function isAsModelled(seen: Seen, model: Model): void {
  expect(seen.versions).toEqual(model.versions.map((_, place) => place + 1));
  const drafts = [...model.drafts].map(([id, { rev, basedOn }]) => [id, { rev, basedOn }] as const);
  expect(seen.drafts).toEqual(new Map(drafts));
  expect(seen.agents).toEqual(model.agents);
  expect(seen.items).toEqual(model.items);
}

/** Every event bears the version that was in force as it was decided, and a publish is the only thing that changes it. */
async function carriesTheVersion(life: Life, version: { before: number; after: number }): Promise<void> {
  const logged = await life.logged();
  const published = logged.findIndex(({ type }) => type === 'configuration.published');
  expect(published >= 0).toBe(version.after > version.before);
  const expected = logged.map((_, place) => (published >= 0 && place >= published ? version.after : version.before));
  expect(logged.map(({ version: borne }) => borne)).toEqual(expected);
}

/** Read at the end as they were published, the oldest too. */
export async function readsBack(life: Life, model: Model): Promise<void> {
  for (const [place, of] of model.versions.entries())
    expect(JSON.stringify(await life.read(place + 1))).toBe(JSON.stringify(documentOf(of)));
}

const WEIGHTS: Readonly<Partial<Record<Name, number>>> = {
  publish: 5,
  'publish a draft': 5,
  'save a draft': 4,
  'roll back': 4,
};

const acts = Object.keys(ACTS).flatMap((name) =>
  Array.from({ length: WEIGHTS[name as Name] ?? 2 }, () => dice(16).map((numbers) => new Act(name as Name, numbers))),
);

export const lives = (most: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Life>>> =>
  fc.commands(acts, { maxCommands: most, size: 'max' });
