import type { ASTNode } from '@marcbachmann/cel-js';

/** The outermost field accesses, variables of loops left out. */
export function pathsIn(node: ASTNode, bound: readonly string[] = []): string[] {
  if (node.op === 'rcall') {
    const [, receiver, args] = node.args;
    const loop = args.length > 1 && args[0]?.op === 'id' ? [...bound, args[0].args] : bound;
    return [receiver, ...args].flatMap((one) => pathsIn(one, one === receiver ? bound : loop));
  }
  const path = pathOf(node);
  if (path !== null) return bound.includes(path.split('.')[0]!) ? [] : [path];
  return childrenOf(node).flatMap((child) => pathsIn(child, bound));
}

function childrenOf(node: ASTNode): ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  if (node.op === 'call') return node.args[1];
  return [node.args].flat(2).filter((one): one is ASTNode => typeof one === 'object' && one !== null && 'op' in one);
}

/** `item.attributes.language` for a chain of field accesses, `null` for anything else: also for a key with a dot, which would read as two. */
export function pathOf(node: ASTNode): string | null {
  if (node.op === 'id') return node.args;
  const key = node.op === '.' ? node.args[1] : node.op === '[]' ? literal(node.args[1]) : null;
  if (key === null || (node.op !== '.' && node.op !== '[]')) return null;
  const under = pathOf(node.args[0]);
  return under === null ? null : `${under}.${key}`;
}

const literal = (node: ASTNode): string | null =>
  node.op === 'value' && typeof node.args === 'string' && !node.args.includes('.') ? node.args : null;
