import { CountersignError } from '@countersign/contracts';

/** What is wrong with one variable, as one sentence that also says what would be right. */
export interface SettingProblem {
  readonly variable: string;
  readonly sentence: string;
}

/**
 * The process cannot start with these settings. Names every variable that is wrong, never a value, because a
 * value may be a secret that landed in the wrong variable.
 */
export class BadSettings extends CountersignError {
  readonly code = 'BAD_SETTINGS';
  readonly retriable = false;

  constructor(readonly problems: readonly SettingProblem[]) {
    const head = problems.length === 1 ? '1 setting is wrong' : `${problems.length} settings are wrong`;
    super(`${head}:\n${problems.map(({ sentence }) => `  ${sentence}`).join('\n')}`, {
      details: { variables: problems.map(({ variable }) => variable) },
    });
  }
}

/** A file named by a setting is missing, unreadable, or open to more people than it may be. */
export class BadSettingFile extends CountersignError {
  readonly code = 'BAD_SETTING_FILE';
  readonly retriable = false;
}

/** The text of a variable does not mean what it should; becomes a {@link SettingProblem}. */
export class BadSettingValue extends CountersignError {
  readonly code = 'BAD_SETTING_VALUE';
  readonly retriable = false;
}
