// The lint rules of the house, one run over the tree. test/boundaries lays a fixture for each over an empty folder and
// runs this very configuration on it.
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { bans } from './bans.mjs';
import { countersign } from './plugin.mjs';
import { signers } from './signers.mjs';

const specs = [
  ...['**/*.spec.{ts,mjs}', '**/*.spec-only.ts', '{libs,services,clients}/*/test/**', 'test/**'],
  ...['libs/testing/**', 'libs/connector-kit/src/testing/**'],
];
const generated = ['**/*.generated.ts', '**/migrations/**', '**/golden/**'];
const off = (...names) => Object.fromEntries(names.map((name) => [name, 'off']));
const on = (...names) => Object.fromEntries(names.map((name) => [`countersign/${name}`, 'error']));

/** Bans that hold in every file; those below hold in some places only. */
const partial = new Set(['no-clock', 'no-random']);
const everywhere = on('file-name', ...Object.keys(bans).filter((name) => !partial.has(name)));

const unused = { argsIgnorePattern: '^_', varsIgnorePattern: '^_' };

const typed = {
  files: ['**/*.ts'],
  extends: [tseslint.configs.recommendedTypeChecked],
  rules: {
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/no-unused-vars': ['error', unused],
    '@typescript-eslint/require-await': 'off',
    // sees no use of a value inside a decorator
    'no-useless-assignment': 'off',
    // a schema and the type inferred from it share their name
    '@typescript-eslint/no-redeclare': 'off',
  },
};

const shape = {
  rules: {
    'max-lines': ['error', { max: 400 }],
    'max-lines-per-function': ['error', { max: 60 }],
    complexity: ['error', { max: 12 }],
    eqeqeq: 'error',
  },
};

/** Where a rule of the style guide does not hold, and why. */
const exceptions = [
  {
    files: specs,
    rules: off('max-lines-per-function', 'countersign/no-bare-error', 'countersign/no-nest-here'),
  },
  { files: generated, rules: off('max-lines', 'max-lines-per-function') },
  {
    files: ['*.{mjs,cjs}', '**/*.config.{mjs,cjs}', '**/jest-*.mjs'],
    rules: off('countersign/no-default-export'),
  },
  {
    files: ['**/*.controller.ts', '**/*.consumer.ts', '**/*.module.ts', '**/main.ts', 'libs/service-kit/**'],
    rules: off('countersign/no-nest-here'),
  },
  {
    // settings are read here, telemetry is preloaded before them; launcher, tools and tests compose environments for others
    files: [
      ...['**/config.ts', 'libs/service-kit/src/config/**', 'libs/service-kit/src/otel.ts'],
      ...['tools/**', 'deploy/**', ...specs],
    ],
    rules: off('countersign/no-environment'),
  },
  {
    files: specs.map((pattern) => pattern.replace(/\/\*\*$/, '/**/*.ts')),
    rules: off(
      '@typescript-eslint/no-unsafe-argument',
      '@typescript-eslint/no-unsafe-assignment',
      '@typescript-eslint/no-unsafe-call',
      '@typescript-eslint/no-unsafe-member-access',
      '@typescript-eslint/no-unsafe-return',
      '@typescript-eslint/unbound-method',
    ),
  },
];

/** @param {string} root of the tree that is linted @returns {import('eslint').Linter.Config[]} */
export const house = (root) =>
  tseslint.config(
    {
      ignores: ['**/dist/**', '**/coverage/**', '**/.nx/**', '**/.cache/**', '**/.data/**', '**/fixtures/**'],
    },
    { linterOptions: { reportUnusedDisableDirectives: 'error' } },
    js.configs.recommended,
    { files: ['**/*.{mjs,cjs}'], rules: { 'no-unused-vars': ['error', unused] } },
    { languageOptions: { globals: globals.node } },
    {
      ...typed,
      languageOptions: { parserOptions: { project: ['./tsconfig.spec.json'], tsconfigRootDir: root } },
    },
    { plugins: { countersign }, rules: everywhere },
    shape,
    { files: ['**/*.decision.ts', '**/*.handler.ts'], rules: on('no-clock', 'no-random') },
    ...exceptions,
    ...signers,
    { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  );
