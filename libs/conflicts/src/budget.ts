import { ConflictsError } from './conflicts.errors.js';

/**
 * Steps of one judgement unless said otherwise, repairs and second looks included: about a second of work, far beyond
 * what a real change takes. A step is a comparison of two ways, scopes or stretches, or the look at one place.
 */
export const DEFAULT_BUDGET = 5_000_000;

/** The steps of a judgement are used up. Caught inside `judge`, where it becomes a hold. */
export class BudgetExceededError extends ConflictsError {
  readonly code = 'CONFLICTS_BUDGET_EXCEEDED';

  constructor(steps: number) {
    super(`judging takes more than \`${steps}\` steps`, { steps });
  }
}

/** Counts steps, not time, so that the same input always fares the same. */
export class Budget {
  private used = 0;

  constructor(private readonly steps: number) {}

  /** @throws BudgetExceededError when more steps are taken than there are */
  take(steps = 1): void {
    this.used += steps;
    if (this.used > this.steps) throw new BudgetExceededError(this.steps);
  }
}
