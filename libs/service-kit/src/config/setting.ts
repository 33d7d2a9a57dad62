import { validator } from '@countersign/contracts';
import type { Static, TSchema } from 'typebox';
import { type SettingFile, readSecretFile, readTrustedFile } from './setting-file.js';
import { BadSettingValue } from './settings.errors.js';

/** The words about a setting that operators read, in errors and in the documentation. */
export interface SettingWords {
  /** What it is for, e.g. `port of the HTTP interface`. */
  readonly means: string;
  /** What a right value looks like, e.g. `a TCP port, 0 to 65535`. */
  readonly expects: string;
  /** A right value as it is written in the environment. */
  readonly example: string;
}

/** One setting: the variable it comes from, its words, and how its text becomes a value. */
export interface Setting<T> extends SettingWords {
  readonly variable: string;
  /** Text used when the variable is unset; checked like any other. */
  readonly default?: string;
  readonly optional: boolean;
  /** A variable that must not be set, because this kind of value comes by file only. */
  readonly forbids?: string;
  /** Throws a coded error when the text is wrong. */
  readonly parse: (text: string) => T;
}

export interface SettingOptions<T> extends SettingWords {
  /** No default by default: then the variable is required. */
  readonly default?: string;
  /** Says what is wrong with a value that fits the schema, e.g. `it holds a password`. */
  readonly check?: (value: T) => string | undefined;
}

/** Environment text as JSON Schema's types: decimal numbers, `true`/`false`, comma-separated lists. What does not fit stays text and fails the schema. */
function fromText(schema: { type?: unknown; items?: unknown }, text: string): unknown {
  if (schema.type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (schema.type === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (schema.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (schema.type === 'array')
    return text.split(',').map((part) => fromText(schema.items ?? {}, part.trim()));
  return text;
}

/** A required setting (or one with a default) whose type is the schema's. */
export function setting<S extends TSchema>(
  variable: string,
  schema: S,
  options: SettingOptions<Static<S>>,
): Setting<Static<S>> {
  const { check, ...rest } = options;
  const validate = validator(variable, schema);
  const parse = (text: string): Static<S> => {
    const value = validate(fromText(schema, text));
    const objection = check?.(value);
    if (objection) throw new BadSettingValue(objection);
    return value;
  };
  return { variable, optional: false, parse, ...rest };
}

/** The same setting, `undefined` when the variable is unset. */
export const optional = <T>(of: Setting<T>): Setting<T | undefined> => ({ ...of, optional: true });

function fileSetting(
  variable: string,
  words: SettingWords,
  read: (path: string) => string,
): Setting<SettingFile> {
  const parse = (path: string): SettingFile => {
    read(path);
    return { path, read: () => read(path) };
  };
  return { variable, optional: false, parse, ...words };
}

/**
 * A secret, by file only; the variable's name must end in `_FILE`, and the variable without that ending must be unset.
 * The file is checked as {@link readSecretFile} says.
 */
export const secretFile = (variable: `${string}_FILE`, words: SettingWords): Setting<SettingFile> => ({
  ...fileSetting(variable, words, readSecretFile),
  forbids: variable.replace(/_FILE$/, ''),
});

/** A public file that must not be changed by others, e.g. the custodians' keys. */
export const trustedFile = (variable: `${string}_FILE`, words: SettingWords): Setting<SettingFile> =>
  fileSetting(variable, words, readTrustedFile);
