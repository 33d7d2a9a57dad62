// DESIGN, section 7: `request`, hostile alone, loses or invents requests; it invents no fact that gives power.
import {
  aBirthrightStory,
  type Allowed,
  accountOf,
  asking,
  type Attack,
  aStory,
  because,
  factAbout,
  hired,
  linked,
  people,
} from '@countersign/testing';
import { sha256 } from '../../bytes.js';

const { bea, omar, cleo, mallory } = people;
const unsigned = () => ({ signedBy: null });
const invented = () => ({ signedBy: 'request' });
const posing = () => ({ signedBy: 'request', signedAs: 'hr' });
const crm = linked(bea, accountOf(bea, 'crm'));
const contacts = aStory().submitted(asking('crm:contact:read'));

describe('request that is hostile', () => {
  it.each<Attack>([
    [
      'invents a hiring',
      aBirthrightStory().facts(factAbout('worker.hired.v1', bea, invented)),
      'KEY_NOT_ALLOWED',
    ],
    [
      'invents a hiring under the source’s key id',
      aBirthrightStory().facts(factAbout('worker.hired.v1', bea, posing)),
      'BAD_SIGNATURE',
    ],
    [
      'answers a hiring that nobody signed, beside a real one',
      aBirthrightStory()
        .facts(factAbout('worker.hired.v1', bea, unsigned))
        .given(hired(bea)),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'states a hiring that nobody signed',
      aBirthrightStory().facts(factAbout('worker.hired.v1', bea, unsigned)),
      'CANNOT_EXPAND',
    ],
    [
      'states a voting key that nobody signed',
      aStory().facts(factAbout('voting-key.enrolled.v1', omar, unsigned)),
      'VOTE_INVALID',
    ],
    [
      'states a membership that nobody signed',
      aStory().facts(factAbout('group.membership.v1', cleo, unsigned)),
      'QUORUM_NOT_MET',
    ],
    ['states an account that nobody signed', contacts.given({ ...crm, signedBy: null }), 'CANNOT_EXPAND'],
    [
      'lets a source state what is not its to state',
      aStory().given({ ...hired(mallory), id: 'x', signedBy: 'itsm' }),
      'KEY_NOT_ALLOWED',
    ],
    [
      'invents a birthright',
      aBirthrightStory().submitted(because({ birthright: 'birthright:boss' })),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'invents the fact behind a birthright',
      aBirthrightStory().submitted(because({ fact: sha256('no fact') })),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'takes another’s hiring for it',
      aBirthrightStory().submitted({ beneficiary: mallory }),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'asks for more than the birthright gives',
      aBirthrightStory().submitted(asking('role:employee', 'role:vendor-clerk')),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'asks for something else than it gives',
      aBirthrightStory().submitted(asking('erp:vendor:read')),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    ['signs the clearance', aStory().cleared({}, { by: 'request' }), 'KEY_NOT_ALLOWED'],
    [
      'signs the clearance under policy’s key id',
      aStory().cleared({}, { by: 'request', as: 'policy' }),
      'BAD_SIGNATURE',
    ],
    ['signs the assessment', aStory().assessed({}, { by: 'request' }), 'KEY_NOT_ALLOWED'],
    ['signs the approval (F02)', aStory().approved({}, { by: 'request' }), 'KEY_NOT_ALLOWED'],
    [
      'signs its own statement in another’s name',
      aStory().submitted({}, { envelope: { iss: 'policy' } }),
      'KEY_NOT_ALLOWED',
    ],
    [
      'names a role that is not in the law',
      aStory()
        .submitted(asking('role:employee'))
        .trusting({ bundle: { number: 7, roles: [], birthrights: [] } }),
      'CANNOT_EXPAND',
    ],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });

  it.each<Allowed>([
    ['an account that the source linked', contacts.given(crm)],
    ['a birthright to whom it was given', aBirthrightStory().submitted(asking('role:employee'))],
  ])('(while it may use %s)', async (_, story) => {
    await expect(story.outcome()).resolves.toBe('ok');
  });
});
