import type { z } from 'zod';
import { latestConfiguration, type Published } from '../../../db/query/configuration.ts';
import type { StoredDraft } from '../../../db/query/drafts.ts';
import { type ApiDependencies, type Call, RefusedError } from '../../call.ts';
import type { PublishDraftBody } from '../../configuration-schemas.ts';
import { ApiError } from '../../error.ts';
import { versionSeen } from './document.ts';
import { changedSince, outdated, publish } from './publish.ts';
import { validate } from './validate.ts';

type Given = z.output<typeof PublishDraftBody> & { readonly draft: StoredDraft };

/**
 * First whether the caller knows what is in force, then whether the draft began from it, then whether it makes sense and its warnings
 * are acknowledged. The engine asks the first again, and that the draft is still as it was read, in the batch that publishes it.
 */
export async function publishDraft(call: Call, to: ApiDependencies, given: Given): Promise<Response> {
  const { draft, acknowledge, reclassify, reason = null } = given;
  const ifMatch = versionSeen(call);
  const latest = await latestConfiguration(to.db);
  const version = latest?.version ?? 0;
  if (ifMatch !== '*' && ifMatch !== version) throw await outdated(to, ifMatch);
  if (latest !== null && draft.basedOn !== version) throw await basedOnOlder(to, draft, latest);
  const { errors, warnings } = await validate(to, draft.document);
  if (errors.length > 0)
    throw new ApiError(
      'invalid',
      errors
        .map(({ detail }) => detail)
        .slice(0, 5)
        .join(' '),
      errors.map(plain),
    );
  const open = acknowledge === true ? [] : warnings.filter(({ code }) => !acknowledge.includes(code));
  if (open.length > 0) {
    const codes = [...new Set(open.map(({ code }) => code))].join(', ');
    throw new ApiError(
      'invalid',
      `Warnings have to be acknowledged: add ${codes} to acknowledge, or send true.`,
      open.map(plain),
    );
  }
  // What was checked is what is published: with `*` too, nobody may have come in between.
  return publish(call, to, {
    document: draft.document,
    ifMatch: version,
    reason,
    reclassify,
    draft: { id: draft.id, rev: draft.rev },
  });
}

const plain = ({ code, pointer, detail }: { code: string; pointer: string; detail: string }) => ({
  code,
  pointer,
  detail,
});

async function basedOnOlder(to: ApiDependencies, draft: StoredDraft, latest: Published): Promise<RefusedError> {
  const detail = `Draft ${draft.id} is based on version ${draft.basedOn}, and ${latest.version} is in force: take over what changed, and save it with basedOn ${latest.version}.`;
  const current = { basedOn: draft.basedOn, ...(await changedSince(to, draft.basedOn, latest)) };
  return new RefusedError({ code: 'conflict', detail, current });
}
