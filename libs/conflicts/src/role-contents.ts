import { type Box, isBoxWithin, meetBoxes, toBox } from './box.js';
import { byCodePoint } from './code-point-order.js';
import type { CompiledContent } from './conflict-matrix.js';
import { nestingOrder } from './role-nesting.js';
import type { Content, RoleDefinition } from './rule-book.js';

/** `contents(role)` of every role (SEMANTICS §1): the closure, with scopes met on the way. */
export function roleContents(
  roles: readonly RoleDefinition[],
  dimensions: readonly string[],
): Map<string, readonly CompiledContent[]> {
  const everywhere = dimensions.map(() => null);
  const contents = new Map<string, readonly CompiledContent[]>();
  const byId = new Map(roles.map((role) => [role.id, role]));
  const { order } = nestingOrder(new Map(roles.map((role) => [role.id, role.roles.map(itemOf)])));
  for (const id of order) {
    const role = byId.get(id);
    const direct = [...(role?.entitlements ?? []), ...(role?.roles ?? [])];
    const below = direct.flatMap((content) => {
      const box = boxOf(content, dimensions);
      return box === null ? [] : inside(itemOf(content), box, contents);
    });
    contents.set(id, [{ item: id, box: everywhere, chain: [] }, ...nearest(below)]);
  }
  return contents;
}

const itemOf = (content: Content): string => (typeof content === 'string' ? content : content.item);

const boxOf = (content: Content, dimensions: readonly string[]): Box | null =>
  toBox(typeof content === 'string' ? undefined : content.scope, dimensions);

/** One direct content, with all that is inside it, met with its scope. */
function inside(
  item: string,
  box: Box,
  contents: ReadonlyMap<string, readonly CompiledContent[]>,
): CompiledContent[] {
  const all = contents.get(item) ?? [{ item, box, chain: [] }];
  return all.flatMap((content) => {
    const met = meetBoxes(content.box, box);
    return met === null ? [] : [{ item: content.item, box: met, chain: [item, ...content.chain] }];
  });
}

/** In order; without what lies inside another of the same item that is found no later. */
function nearest(contents: readonly CompiledContent[]): CompiledContent[] {
  const sorted = [...contents].sort(
    (a, b) =>
      byCodePoint(a.item, b.item) ||
      a.chain.length - b.chain.length ||
      byCodePoint(a.chain.join(), b.chain.join()) ||
      byCodePoint(JSON.stringify(a.box), JSON.stringify(b.box)),
  );
  const kept: CompiledContent[] = [];
  for (const content of sorted) {
    let covered = false;
    for (let i = kept.length - 1; i >= 0 && kept[i]?.item === content.item && !covered; i--) {
      covered = isBoxWithin(content.box, kept[i]?.box ?? []);
    }
    if (!covered) kept.push(content);
  }
  return kept;
}
