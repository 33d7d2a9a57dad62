/** What was tried of an attack, once: what had to come of it, and what did. */
export interface Variant {
  readonly name: string;
  readonly required: string;
  readonly seen: string;
  readonly ok: boolean;
  /** The fault did not bite: nothing follows from what was seen. */
  readonly void: boolean;
}

/** A line of the catalogue, as it is printed. */
export interface Result {
  readonly id: string;
  /** How many were executed. */
  readonly variants: number;
  readonly required: string;
  readonly seen: string;
  readonly ok: boolean;
  readonly void: boolean;
  readonly missing?: true;
}

/** The fault of a variant was not there: nothing follows from what was seen meanwhile, and the line is void. */
export class DidNotBite extends Error {
  readonly code = 'ATTACKS_DID_NOT_BITE';
}

/** Takes down what a line tries. `changed` is called whenever there is more of it. */
export class Attempts {
  readonly variants: Variant[] = [];
  /** Variants that are being tried, by name, and how far each has come. */
  readonly underWay = new Map<string, string>();

  constructor(private readonly changed: () => void = () => undefined) {}

  /** How far a variant has come that takes long: what is cut off has still said that. */
  isAt(name: string, soFar: string): void {
    this.underWay.set(name, soFar);
    this.changed();
  }

  /** `bit`: whether the fault was really there; a variant whose fault was not is void, whatever was seen. */
  saw(name: string, required: string, seen: string, ok: boolean, bit = true): void {
    this.variants.push({ name, required, seen, ok: ok && bit, void: !bit });
    this.underWay.delete(name);
    this.changed();
  }

  /** The line came to no end; void when that is because its fault {@link DidNotBite}. */
  failed(error: Error): void {
    const name = 'the line is played to its end';
    this.saw(name, 'played', error.message, false, !(error instanceof DidNotBite));
  }

  /** What was seen has to be exactly what is required. */
  equal(name: string, required: string, seen: string, bit = true): void {
    this.saw(name, required, seen, required === seen, bit);
  }
}

/** What a run is told. */
export interface Run {
  /** Pairs raced at the guard, in all product races together at least. */
  readonly guardPairs: number;
  /** Pairs raced through the whole system. */
  readonly pipelinePairs: number;
  readonly log: (line: string) => void;
}

/** An attack that is built. `S`: what it is played on. */
export interface Line<S> {
  readonly id: string;
  /** What the catalogue requires, in a few words. */
  readonly required: string;
  readonly play: (stage: S, attempts: Attempts, run: Run) => Promise<void>;
}

/** One line's variants as one result: as required only when each was, and each bit. */
export function resultOf(id: string, required: string, { variants }: Attempts): Result {
  const wrong = variants.filter(({ ok, void: isVoid }) => !ok && !isVoid);
  const bare = variants.filter((variant) => variant.void);
  const said = [...wrong, ...bare].map(
    ({ name, required: meant, seen, void: isVoid }) =>
      `${name}: ${isVoid ? 'did not bite' : `required ${meant}`}, saw ${seen}`,
  );
  const good = variants.filter(({ ok }) => ok);
  return {
    id,
    variants: variants.length,
    required,
    seen: [`${good.length} of ${variants.length} as required`, ...said].join('; '),
    ok: variants.length > 0 && wrong.length === 0 && bare.length === 0,
    void: variants.length === 0 || bare.length > 0,
  };
}
