// Who checks shares nothing with who is checked.

const ours = '^(libs|services|clients|deploy|tools|test)/';

const checking = () => [
  {
    name: 'the-checker-stands-alone',
    comment:
      'what attacks are checked by shares nothing with the product, not even a type, nor with the harness that drives it: of ours it takes the oracle alone',
    from: { path: '^test/attacks/checker/' },
    to: { path: ours, pathNot: '^test/(attacks/checker|oracle)/' },
  },
  {
    name: 'the-oracle-stands-alone',
    comment:
      'written from the mathematics, in types of its own: whatever it imported could make oracle and engine wrong at once',
    from: { path: '^test/oracle/' },
    to: { pathNot: '^test/oracle/' },
  },
];

module.exports = { checking };
