// Builders for specs: keys, law, facts and whole signed evidence trails. Nothing that is shipped may import this.

// time
export { aMonday, clocksThatDiffer, type FixedClock, fixedClock, ms } from './fixed-clock.js';

// keys and law
export { aBundle, itemOf } from './a-bundle.js';
export {
  custodianNames,
  type Keyring,
  keyring,
  principalFor,
  principals,
  signedByCustodians,
} from './keyring.js';
export { type PrivateJwk, signingKeyOf, testKey } from './test-key.js';

// what no honest signer makes, and what becomes of it
export { smallOrderEncodings, withLargerS, withSmallOrderCommitment } from './ed25519.js';
export { hostileJws, partsOf, resigned, type Signer, signerOf } from './hostile-jws.js';
export { outcomeOf } from './outcome-of.js';

// people and what sources say of them
export { factOf } from './fact-of.js';
export { accountOf, people } from './people.js';
export {
  accountIn,
  aFact,
  controlled,
  rotated,
  hired,
  instantAt,
  left,
  linked,
  memberOf,
  type SourceEvent,
  votesWith,
} from './source-event.js';

// what a large target holds, and looks at it
export { largeHoldings, largeLook, largeTarget } from './large-look.js';

// statements and stories
export { type Change, changed, type Plain } from './plain.js';
export { type Ballot, type Signing, StatementWriter } from './statement-writer.js';
export {
  asking,
  because,
  deciding,
  eachOf,
  eachLine,
  eachStage,
  eachVote,
  endingLater,
  factAbout,
  noFact,
  oneMore,
  votesOf,
  within,
} from './story/changes.js';
export { type Allowed, type Attack, aBirthrightStory, aStory, type Story } from './story/story.js';
export { type Statements as StoryStatements, Trail } from './story/trail.js';
export { moments, theRequest } from './story/usual.js';
