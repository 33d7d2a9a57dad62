// Where a private key may be loaded and a signature made.
const { spec } = require('./house.cjs');

/** The one entry of libs/statement that signs. */
const signs = '^libs/statement/src/sign\\.ts$';

/** Code that may sign: services through their messaging, sources, people's clients, custodians' publishing; the demonstration, which plays all of them; tests. */
const signers = [
  '^libs/statement/',
  '^libs/service-kit/src/messaging/',
  '^libs/source/',
  '^libs/testing/',
  '^clients/',
  '^services/governance/',
  '^deploy/demo/',
  '^test/',
  spec,
];

const signing = () => [
  {
    name: 'signing-only-by-signers',
    comment:
      'a private key is loaded, and a signature made, only where statements, votes and events are issued',
    from: { pathNot: signers },
    to: { path: signs },
  },
  {
    name: 'relay-cannot-sign',
    comment:
      'the outbox relay moves bytes: no path of imports leads it to a key, a signature or a constructor of statements',
    from: { path: '^libs/service-kit/src/outbox/', pathNot: spec },
    to: {
      path: [
        '^libs/statement/',
        '^libs/contracts/src/.*issue\\.ts$',
        '^node_modules/jose/',
        '^(node:)?crypto$',
      ],
      reachable: true,
    },
  },
];

module.exports = { signing };
