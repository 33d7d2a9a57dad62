import { CountersignError, SchemaViolation } from '@countersign/contracts';
import type { Setting } from './setting.js';
import { BadSettings, type SettingProblem } from './settings.errors.js';

/** All settings of a process, by the name its code uses. */
export type SettingsSpec = Readonly<Record<string, Setting<unknown>>>;
/** The values that belong to a spec. */
export type Settings<Spec extends SettingsSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends Setting<infer T> ? T : never;
};

type Environment = Readonly<Record<string, string | undefined>>;

const wanted = ({ variable, expects, example }: Setting<unknown>): string =>
  `expected ${expects}, for example \`${variable}=${example}\``;

/** Why the text was refused, without the text. A schema's own words say less than `expects` does. */
const because = (error: unknown): string =>
  error instanceof CountersignError && !(error instanceof SchemaViolation) ? ` (${error.message})` : '';

function readOne(setting: Setting<unknown>, env: Environment): { value: unknown } | SettingProblem {
  const { variable } = setting;
  if (setting.forbids && env[setting.forbids])
    return {
      variable,
      sentence: `\`${setting.forbids}\` must not be set: this secret comes by file only, ${wanted(setting)}`,
    };
  const text = env[variable] || setting.default;
  if (text === undefined || text === '')
    return setting.optional
      ? { value: undefined }
      : { variable, sentence: `\`${variable}\` is not set: ${wanted(setting)}` };
  try {
    return { value: setting.parse(text) };
  } catch (error) {
    return { variable, sentence: `\`${variable}\` is wrong${because(error)}: ${wanted(setting)}` };
  }
}

/**
 * Reads and checks all settings of a process once, at its start. A variable set to nothing counts as unset.
 * Throws {@link BadSettings} with everything that is wrong; ending the process is main's business.
 */
export function readSettings<Spec extends SettingsSpec>(
  spec: Spec,
  env: Environment = process.env,
): Settings<Spec> {
  const values: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const [name, setting] of Object.entries(spec)) {
    const outcome = readOne(setting, env);
    if ('sentence' in outcome) problems.push(outcome);
    else values[name] = outcome.value;
  }
  if (problems.length > 0) throw new BadSettings(problems);
  return values as Settings<Spec>;
}
