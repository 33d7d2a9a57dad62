import type { Algebra } from './closure.js';
import { byCodePoint } from './code-point-order.js';
import type { ControlEdge } from './control-edge.js';
import type { Holding } from './holding.js';
import type { Step } from './judgement.js';
import type { Hit } from './reading.js';

/** One way in which something was derived, as the steps that people are shown. */
export class Derivation {
  private told: string | null = null;

  constructor(
    readonly steps: readonly Step[],
    /** Steps, those of further premises included. */
    readonly length: number,
    /** The item that was come down to last. */
    readonly item: string,
  ) {}

  then(steps: readonly Step[], item: string = this.item): Derivation {
    return new Derivation([...this.steps, ...steps], this.length + steps.length, item);
  }

  /** Parts two derivations of one length. */
  get text(): string {
    return (this.told ??= JSON.stringify(this.steps));
  }
}

/** Shorter first, equally long ones by code point. */
export function byLength(a: Derivation, b: Derivation): number {
  return a.length - b.length || byCodePoint(a.text, b.text);
}

/** Remembers a shortest derivation of each thing; among equally short ones the first by code point. */
export const derivations: Algebra<Derivation> = {
  start: new Derivation([], 0, ''),
  through: (by, edge) => by.then([controlsStep(edge)]),
  holding: (by, holding, hit) =>
    by.then([holdsStep(holding), ...containsSteps(holding, hit)], hit.content.item),
  confer: ([first, ...others], { id }, gives) => {
    const main = first ?? derivations.start;
    const more = others.reduce((sum, { length }) => sum + length, 0);
    const step: Step = { step: 'confers', edge: id, gives, others: others.map(({ steps }) => steps) };
    return new Derivation([...main.steps, step], main.length + more + 1, gives);
  },
  join: (a, b) => new Derivation([...a.steps, ...b.steps], a.length + b.length, b.item),
  isAsGood: (a, b) => byLength(a, b) <= 0,
};

function controlsStep({ from, to, control: { how, strength, window } }: ControlEdge): Step {
  return { step: 'controls', from, how, strength, to, window };
}

function holdsStep({ grant: { identity, item, state, window, scope } }: Holding): Step {
  const step = {
    step: 'holds' as const,
    identity,
    item,
    state,
    window: { from: window.from, until: window.until },
  };
  return scope === undefined ? step : { ...step, scope };
}

function containsSteps({ grant }: Holding, { content: { chain } }: Hit): Step[] {
  return chain.map((item, i) => ({ step: 'contains', role: chain[i - 1] ?? grant.item, item }));
}
