/** How a test says that this machine cannot run it: in its name, which the test command looks for. Empty where it can. */
export const unless = (lacks: string | null): string =>
  lacks === null ? '' : ` (unavailable: ${lacks} is not installed)`;

/** `it`, or what leaves a test out that this machine cannot run; its name must end with {@link unless}, else it counts as failed. */
export const itUnless = (lacks: string | null): typeof it =>
  // eslint-disable-next-line countersign/no-skipped-test -- the one place: the test says `unavailable`, and is counted so
  lacks === null ? it : it.skip;
