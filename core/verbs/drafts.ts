import type { Draft } from '../changes.ts';
import type { Command } from '../command.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { emit, type World } from '../world.ts';

/** Each may be as long as a published document, and all are read by people. */
const MOST_DRAFTS = 100;

/** Keeps a document that is not in force: a new one where `rev` is null, else in the place of the one at that revision. */
export function putDraft(world: World, command: Extract<Command, { verb: 'put_draft' }>): Outcome {
  const { draft: id, rev: seen, input } = command;
  const stale = seen === null ? null : refuseStaleDraft(world, { id, rev: seen });
  if (stale !== null) return stale;
  if (seen === null && world.draftRevs.size >= MOST_DRAFTS)
    return refuse('conflict', `There are ${MOST_DRAFTS} drafts already: publish or delete one first.`);
  if (input.basedOn > world.configuration.version) {
    const detail = `There is no version ${input.basedOn}: the newest is ${world.configuration.version}.`;
    return refuse('invalid', detail, { pointer: '/basedOn' });
  }
  const rev = (seen ?? 0) + 1;
  world.draftRevs.set(id, rev);
  note(world, id, { id, rev, ...input, savedAt: world.work.now });
  emit(world, 'configuration.draft_saved', {
    details: { draft: id, rev, name: input.name, basedOn: input.basedOn },
  });
  return { kind: 'draft', draft: id, rev, at: world.work.now };
}

export function deleteDraft(world: World, { draft, rev }: Extract<Command, { verb: 'delete_draft' }>): Outcome {
  const stale = refuseStaleDraft(world, { id: draft, rev });
  if (stale !== null) return stale;
  dropDraft(world, draft);
  emit(world, 'configuration.draft_deleted', { details: { draft } });
  return { kind: 'done' };
}

/** It is gone with what made it needless, in the same batch. */
export function dropDraft(world: World, id: string): void {
  world.draftRevs.delete(id);
  note(world, id, null);
}

/** `rev`: the revision that was seen, or `null` for whatever it is at. */
export function refuseStaleDraft(world: World, { id, rev: seen }: { id: string; rev: number | null }): Refusal | null {
  const rev = world.draftRevs.get(id);
  if (rev === undefined) return refuse('not_found', `There is no draft ${id.slice(0, 80)}.`);
  if (seen === null || seen === rev) return null;
  return refuse('precondition', `Draft ${id} is at rev ${rev}, not ${seen}: read it again.`, { current: { rev } });
}

/** Saved twice in one batch, or saved and deleted, is one change of its row. */
function note(world: World, id: string, draft: Draft | null): void {
  const { drafts } = world.log;
  const isNew = drafts.get(id)?.isNew ?? draft?.rev === 1;
  drafts.set(id, { draft, isNew });
}
