// Who checks shares nothing with who is checked.

const checking = () => [
  {
    name: 'the-checker-stands-alone',
    comment:
      'what attacks are checked by shares no code with the product, nor with the harness that drives it; of ours it takes the oracle alone',
    from: { path: '^test/attacks/checker/' },
    to: {
      path: '^(libs|services|clients|deploy|tools|test)/',
      pathNot: ['^test/attacks/checker/', '^libs/conflicts/src/oracle/'],
    },
  },
  {
    name: 'the-oracle-stands-alone',
    comment:
      'written from the mathematics: of the engine it is compared with it knows the types, and runs nothing',
    from: { path: '^libs/conflicts/src/oracle/(naive-|full-form)', pathNot: '\\.spec\\.ts$' },
    to: {
      path: '^(libs|services|clients|deploy|tools|test)/',
      pathNot: '^libs/conflicts/src/oracle/(naive-|full-form)',
      dependencyTypesNot: ['type-only'],
    },
  },
];

module.exports = { checking };
