import { CountersignError, isStatementType } from '@countersign/contracts';
import type { StatementType } from '@countersign/contracts';

/** What makes something move: a statement that its signer alone may write, a new law, or nothing but the clock. */
export type Cause = StatementType | 'governance.bundle.v1' | 'timer';

/** From where to where something may go, and on which word of whom. Policy writes every move; who causes it is the signer of the cause. */
export type StateTable<State extends string> = Readonly<
  Record<State, Readonly<Partial<Record<State, readonly Cause[]>>>>
>;

/** A move that the table does not hold, or a table that does not hold together: a defect, never something to retry. */
export class IllegalTransition extends CountersignError {
  readonly code = 'POLICY_ILLEGAL_TRANSITION';
  readonly retriable = false;
}

/** What a table is about, in words for people, and where everything begins. */
export interface Life<State extends string> {
  readonly of: string;
  readonly first: State;
  readonly table: StateTable<State>;
}

/** Whether the table lets something go from one state to another. */
export const mayMove = <State extends string>({ table }: Life<State>, from: State, to: State): boolean =>
  Object.hasOwn(table, from) && Object.hasOwn(table[from], to);

/** Throws {@link IllegalTransition} unless the table allows the move. */
export function assertMove<State extends string>(life: Life<State>, from: State, to: State): void {
  if (!mayMove(life, from, to))
    throw new IllegalTransition(`${life.of} cannot go from \`${from}\` to \`${to}\``);
}

const isCause = (cause: string): boolean =>
  cause === 'timer' || cause === 'governance.bundle.v1' || isStatementType(cause);

/** The states that a table leads to from its first one. */
function reachedIn<State extends string>({ table, first }: Life<State>): Set<string> {
  const reached = new Set<string>([first]);
  for (const state of reached) for (const next of Object.keys(table[state as State] ?? {})) reached.add(next);
  return reached;
}

/** What is wrong with a table: states that it leads to and does not know, that nothing leads to, moves that nothing or nothing known causes. */
export function faultsOf<State extends string>(life: Life<State>): string[] {
  const known: readonly string[] = Object.keys(life.table);
  const reached = reachedIn(life);
  const moves = Object.entries<Readonly<Partial<Record<string, readonly Cause[]>>>>(life.table).flatMap(
    ([from, next]) => Object.entries(next).map(([to, causes = []]) => ({ from, to, causes })),
  );
  return [
    ...[...reached].filter((state) => !known.includes(state)).map((state) => `\`${state}\` is unknown`),
    ...known.filter((state) => !reached.has(state)).map((state) => `nothing leads to \`${state}\``),
    ...moves
      .filter(({ causes }) => causes.length === 0 || !causes.every(isCause))
      .map(({ from, to }) => `nothing known moves it from \`${from}\` to \`${to}\``),
  ];
}

/** Throws {@link IllegalTransition} with everything that is wrong with a table. Called at start with the tables in force. */
export function assertTableComplete<State extends string>(life: Life<State>): void {
  const faults = faultsOf(life);
  if (faults.length > 0) throw new IllegalTransition(`the states of ${life.of}: ${faults.join('; ')}`);
}
