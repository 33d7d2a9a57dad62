/** A case read once: its instants, identities, cells, catalogue, and which of its facts can be read (SEMANTICS §1). */
import { STRENGTHS_KNOWN, STATES_KNOWN } from './words.js';
import type { Control, Exception, FullCase, Grant, Recognised, Scope } from './full-form.js';
import { Catalogue } from './catalogue.js';
import { meets } from './patterns.js';
import { Cells } from './scope.js';
import { holdsAt, instantsOf, readable } from './time.js';

export class Case {
  readonly at: number;
  readonly instants: readonly number[];
  /** Instants that are judged: from the instant of judgement on. */
  readonly ahead: readonly number[];
  readonly ids: readonly string[];
  readonly cells: Cells;
  readonly catalogue: Catalogue;

  constructor(readonly stated: FullCase) {
    const { book, world, change, at } = stated;
    this.at = at;
    this.instants = instantsOf(stated);
    this.ahead = this.instants.filter((t) => t >= at);
    const controls = [...world.controls, ...(change.addControls ?? [])];
    const named = [...world.grants, ...change.add].map(({ identity }) => identity);
    const ends = controls.flatMap(({ from, to }) => [from, to]);
    this.ids = [...new Set([...world.kinds.keys(), ...named, ...ends])].sort();
    this.cells = new Cells(book.dimensions ?? [], this.scopesNamed());
    this.catalogue = new Catalogue(book, this.cells);
  }

  isPerson(x: string): boolean {
    return this.stated.world.kinds.get(x) === 'person';
  }

  /** A selector names y under the cells of S in which y's own scope is. */
  isSelected(y: string, { kind, identity }: { kind?: string; identity?: string }): boolean {
    if (kind !== undefined && this.stated.world.kinds.get(y) !== kind) return false;
    return identity === undefined || meets(y, identity, false);
  }

  ownCells(y: string): readonly boolean[] {
    return this.cells.of(this.stated.world.scopes?.get(y));
  }

  /** Recognised power: root p has this kind of take-over, so it leaves p's closure at t. */
  isRecognised(p: string, how: string, strength: string, t: number): boolean {
    return this.recognisedAt(p, t).some((record) => strength === 'take-over' && record.how === how);
  }

  recognisedAt(p: string, t: number): readonly Recognised[] {
    return (this.stated.world.recognised ?? []).filter(
      (record) => record.root === p && readable(record.window) && holdsAt(record.window, t),
    );
  }

  isRotated(y: string, t: number): boolean {
    return (this.stated.world.rotations ?? []).some(
      (rotation) => rotation.identity === y && rotation.at === t,
    );
  }

  /** A grant among the facts can be read. */
  isReadableGrant(grant: Grant): boolean {
    return STATES_KNOWN.includes(grant.state) && this.isReadableAddition(grant);
  }

  /** What is asked has no state yet. */
  isReadableAddition({ window, scope, source }: Grant): boolean {
    return readable(window) && this.isReadableScope(scope) && this.isReadableSource(source);
  }

  isReadableControl({ window, strength, source }: Control): boolean {
    return readable(window) && STRENGTHS_KNOWN.includes(strength) && this.isReadableSource(source);
  }

  isReadableException({ window, objects }: Exception): boolean {
    return readable(window) && this.isReadableScope(objects);
  }

  isReadableScope(scope: Scope | undefined): boolean {
    return Object.keys(scope ?? {}).every((dimension) => this.cells.dimensions.includes(dimension));
  }

  private isReadableSource(source: string | undefined): boolean {
    return source === undefined || (this.stated.world.sources ?? []).some(({ id }) => id === source);
  }

  private scopesNamed(): (Scope | undefined)[] {
    const { book, world, change } = this.stated;
    const contents = book.roles.flatMap((role) => [...role.entitlements, ...role.roles]);
    return [
      ...[...world.grants, ...change.add, ...change.drop].map(({ scope }) => scope),
      ...(world.scopes?.values() ?? []),
      ...(world.exceptions ?? []).map(({ objects }) => objects),
      ...contents.map((content) => (typeof content === 'string' ? undefined : content.scope)),
    ];
  }
}
