/** The oracle with one line of its source replaced, to show that the worlds which compare it with an engine reach that line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import type { oracle } from '@countersign/test-oracle';

export interface Mutant {
  /** What it gets wrong. */
  readonly what: string;
  /** `test/oracle/<file>.ts`. */
  readonly file: string;
  readonly line: string;
  readonly instead: string;
}

const SOURCES = join(__dirname, '../../../../test/oracle');

const PARSER = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
} as const;

type Exports = Record<string, unknown>;

/** Loads the oracle anew from its sources, with the mutant's line in place of its own; without one, as it is. */
export function oracleWith(mutant: Mutant | null): typeof oracle {
  const loaded = new Map<string, { exports: Exports }>();
  const load = (file: string): Exports => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const run = compileFunction(compiled(file, mutant), ['require', 'module', 'exports']) as (
      require: (name: string) => Exports,
      module: { exports: Exports },
      exports: Exports,
    ) => void;
    run((name) => load(name.replace('./', '').replace('.js', '.ts')), module, module.exports);
    return module.exports;
  };
  return load('oracle.ts')['oracle'] as typeof oracle;
}

const compiledKnown = new Map<string, string>();

function compiled(file: string, mutant: Mutant | null): string {
  const own = readFileSync(join(SOURCES, file), 'utf8');
  const source = mutant !== null && file === `${mutant.file}.ts` ? mutated(own, mutant) : own;
  const code = compiledKnown.get(source) ?? transformSync(source, PARSER).code;
  compiledKnown.set(source, code);
  return code;
}

function mutated(source: string, { what, line, instead }: Mutant): string {
  const parts = source.split(line);
  if (parts.length !== 2)
    throw new RangeError(`the line of the mutant "${what}" is there ${parts.length - 1} times`);
  return parts.join(instead);
}
