/** What a rule book says about items: contents of roles, entitlements of a class, duties by id. */
import { Memo } from './memo.js';
import type { Cells } from './scope.js';
import type {
  ClassLeaf,
  Content,
  DutyDefinition,
  EntitlementDefinition,
  RuleBook,
  Scope,
} from './full-form.js';

/** `role:a@3` is some version of `role:a`, of which nothing else is known. */
export const roleNamed = (item: string): string => /^(role:.*)@[0-9]+$/.exec(item)?.[1] ?? item;

/** One way from an item down to something in it: how many `contains` steps, and in which cells. */
export interface Contained {
  readonly leaf: string;
  readonly steps: number;
  readonly within: readonly boolean[];
}

const partOf = (content: Content): { item: string; scope?: Scope } =>
  typeof content === 'string' ? { item: content } : content;

export class Catalogue {
  readonly entitlements: readonly EntitlementDefinition[];
  private readonly contentsKnown = new Memo<readonly Contained[]>();

  constructor(
    readonly book: RuleBook,
    private readonly cells: Cells,
  ) {
    this.entitlements = book.entitlements.map((e) => (typeof e === 'string' ? { id: e } : e));
  }

  isRoleKnown(item: string): boolean {
    return this.book.roles.some(({ id }) => id === item);
  }

  duty(id: string): DutyDefinition | undefined {
    return this.book.duties.find((duty) => duty.id === id);
  }

  /** Catalogued entitlements that have all attributes of the class. */
  ofClass(leaf: ClassLeaf): string[] {
    const wanted = Object.entries(leaf.class);
    return this.entitlements
      .filter(({ attributes }) => wanted.every(([name, value]) => attributes?.[name] === value))
      .map(({ id }) => id);
  }

  /** `contents(item)`: the closure with scopes met on the way; an item contains itself, nested roles are leaves too. */
  contents(item: string): readonly Contained[] {
    return this.contentsKnown.of([item], () => this.findContents(item));
  }

  private findContents(item: string): Contained[] {
    const role = this.book.roles.find(({ id }) => id === item);
    const parts = role === undefined ? [] : [...role.entitlements, ...role.roles].map(partOf);
    const nested = parts.flatMap(({ item: part, scope }) =>
      this.contents(part).map(({ leaf, steps, within }) => ({
        leaf,
        steps: steps + 1,
        within: within.map((isIn, cell) => isIn && this.cells.of(scope)[cell] === true),
      })),
    );
    const leaf = role === undefined ? roleNamed(item) : item;
    return [{ leaf, steps: 0, within: this.cells.of(undefined) }, ...nested];
  }
}
