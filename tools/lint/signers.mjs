// Which of the signing functions each signer may take. That nobody else may take any is an import rule
// (test/boundaries/rules/signing.cjs); this one looks at the names.
const entry = '@countersign/statement/sign';

const only = (files, ...names) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [
          {
            name: entry,
            allowImportNames: [...names, 'SigningKey'],
            message: `here only ${names.join(', ')} may be used`,
          },
        ],
      },
    ],
  },
});

/** @type {import('eslint').Linter.Config[]} */
export const signers = [
  only(['libs/service-kit/src/messaging/**/*.ts'], 'loadSigningKey', 'signStatement', 'SignedStatement'),
  only(['libs/source/**/*.ts'], 'loadSigningKey', 'signSourceEvent'),
  only(['services/governance/**/*.ts'], 'loadSigningKey', 'signCustodial', 'addSignature'),
  only(['clients/**/*.ts'], 'loadSigningKey', 'signVote', 'signCustodial', 'addSignature'),
].map((config) => ({ ...config, ignores: ['**/*.spec.ts', '**/*.spec-only.ts'] }));
