import type { Command } from '../../core/command.ts';
import { type ApiDependencies, type Call, send } from '../call.ts';
import { presentItem } from '../present.ts';

/** Sends a command that answers with an item. */
export async function act(call: Call, to: ApiDependencies, command: Command): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'item') throw new Error(`${command.verb} answers with an item`);
  if (reply.created || command.verb === 'create') call.header('Location', `/v1/work-items/${reply.item.id}`);
  return answer(call, to, reply.item, reply.created ? 201 : 200);
}

/** The item with its `rev` as the tag. */
export function answer(
  call: Call,
  to: ApiDependencies,
  item: Parameters<typeof presentItem>[0],
  status: 200 | 201 = 200,
): Response {
  call.header('ETag', `"${item.rev}"`);
  return call.json(presentItem(item, to.now()), status);
}
