import type { Separation } from '../separation.js';

/** Something that must not be, and the questions that find out. */
export interface Never {
  readonly id: string;
  /** The rule, for the person who broke it. */
  readonly says: string;
  /** Who or what breaks it; empty when nothing does. */
  readonly brokenBy: (separation: Separation) => readonly string[];
}

export type Inventory = Separation['inventory'];

export const unique = (values: readonly string[]): string[] => [...new Set(values)];
export const family = (name: string): string => name.split('.')[0] ?? name;
export const written = (inventory: Inventory, principal: string): string[] =>
  inventory.acls
    .filter((acl) => acl.principal === principal && acl.resource.type === 'topic' && acl.operation !== 'READ')
    .map((acl) => acl.resource.name);
export const read = (inventory: Inventory, principal: string): string[] =>
  inventory.acls
    .filter(
      (acl) => acl.principal === principal && acl.resource.type === 'topic' && acl.operation !== 'WRITE',
    )
    .map((acl) => acl.resource.name);
export const signed = (inventory: Inventory, principal: string): string[] =>
  inventory.keys.filter((key) => key.principal === principal).flatMap((key) => key.types);
/** The duties that a principal speaks for, by the topics it writes and the types it signs. */
export const speaksFor = (inventory: Inventory, principal: string): string[] =>
  unique([...written(inventory, principal), ...signed(inventory, principal)].map(family));
export const everybody = (inventory: Inventory): string[] =>
  unique([
    ...inventory.principals.map((each) => each.name),
    ...inventory.acls.map((each) => each.principal),
    ...inventory.keys.map((each) => each.principal),
  ]);
export const whoever = (test: (inventory: Inventory, principal: string) => boolean): Never['brokenBy'] => {
  return ({ inventory }) => everybody(inventory).filter((principal) => test(inventory, principal));
};
export const both = (one: string, other: string): Never['brokenBy'] =>
  whoever((inventory, principal) => {
    const voices = speaksFor(inventory, principal);
    return voices.includes(one) && voices.includes(other);
  });
