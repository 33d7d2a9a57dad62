// DESIGN, section 7: `policy`, hostile alone, clears what was voted for; it changes nothing of what was asked, its lines, route or quorum.
import type { ConflictSummary } from '@countersign/contracts';
import {
  theRequest,
  eachVote,
  aBirthrightStory,
  type Allowed,
  asking,
  type Attack,
  aStory,
  eachLine,
  eachStage,
  endingLater,
  memberOf,
  moments,
  ms,
  people,
  within,
} from '@countersign/testing';
import { sha256 } from '../../bytes.js';

const { bea, omar, cleo, mallory } = people;
const nowhere = sha256('a document that nobody signed');
const another = 'r-another-0123456789abcd';
const pay = { entitlement: 'erp:payment:release', permission: 'role:erp_payment_release' };
const withoutFirst = <T>([, ...rest]: readonly T[]): readonly T[] => rest;
const endless = aStory().submitted(within({ until: null }));
const soon = moments.cleared + 1;

const conflict = (effect: ConflictSummary['effect']) => ({
  rule: 'P2P-02',
  version: 1,
  title: 'Who keeps vendors posts their invoices only with two more pairs of eyes',
  kind: 'conflict' as const,
  effect,
  root: bea,
  class: 'creates' as const,
  covered: false,
  objects: [],
  legs: ['duty:maintain-vendors', 'duty:post-invoices'].map((duty) => ({ duty, path: [] })),
});
const conflicts = [conflict('dual-approval')];
const dual = { name: 'dual approval', groups: [{ group: 'group:risk-committee', need: 2 }], quorum: 2 };
const friends = [{ group: 'group:friends', need: 1 }];

describe('policy that is hostile', () => {
  it.each<Attack>([
    ['clears another account', aStory().cleared(eachLine({ account: 'u6666' })), 'EXPANSION_DIFFERS'],
    [
      'assesses and clears another account',
      aStory().assessed(eachLine({ account: 'u6666' })),
      'EXPANSION_DIFFERS',
    ],
    [
      'assesses and clears another permission',
      aStory().assessed(eachLine({ permission: 'role:dba' })),
      'EXPANSION_DIFFERS',
    ],
    [
      'assesses and clears another system',
      aStory().assessed(eachLine({ system: 'crm' })),
      'EXPANSION_DIFFERS',
    ],
    [
      'calls a line narrower than it is',
      aStory().assessed(eachLine({ scope: { plant: ['7'] } })),
      'EXPANSION_DIFFERS',
    ],
    [
      'calls a line another entitlement',
      aStory().assessed(eachLine({ entitlement: 'crm:contact:read' })),
      'EXPANSION_DIFFERS',
    ],
    [
      'clears a line more',
      aStory().cleared((u) => ({ ...u, lines: [...u.lines, { ...u.lines[0]!, ...pay }] })),
      'EXPANSION_DIFFERS',
    ],
    [
      'clears a line less than was assessed',
      aStory().cleared((u) => ({ ...u, lines: u.lines.slice(0, 1) })),
      'EXPANSION_DIFFERS',
    ],
    [
      'assesses a line less than it clears',
      aStory()
        .assessed((u) => ({ ...u, lines: u.lines.slice(0, 1) }))
        .cleared((u) => ({
          ...u,
          lines: [
            u.lines[0]!,
            { ...u.lines[0]!, entitlement: 'erp:vendor:read', permission: 'role:erp_vendor_read' },
          ],
        })),
      'EXPANSION_DIFFERS',
    ],
    ['clears another wording (I13)', aStory().cleared({ hr: nowhere }), 'EVIDENCE_MISSING'],
    ['clears on another assessment', aStory().cleared({ ha: nowhere }), 'EVIDENCE_MISSING'],
    ['clears in another request’s name', aStory().cleared({ request: another }), 'EVIDENCE_MISMATCH'],
    [
      'clears in another request’s name what was ordered',
      aStory().cleared({ request: another }).granting({ request: theRequest }),
      'EVIDENCE_MISMATCH',
    ],
    [
      'assesses and clears one request as another, voted on',
      aStory()
        .submitted({ request: another })
        .assessed({ request: theRequest })
        .voted(eachVote(() => ({ request: theRequest }))),
      'EVIDENCE_MISMATCH',
    ],
    [
      'assesses in another request’s name',
      aStory().assessed({ request: another }).cleared({ request: theRequest }),
      'EVIDENCE_MISMATCH',
    ],
    [
      'clears on the assessment of another wording',
      aStory()
        .assessed({ hr: nowhere })
        .cleared((u) => u),
      'EVIDENCE_MISSING',
    ],
    ['clears without approval', aStory().cleared({ approval: null }), 'EVIDENCE_MISSING'],
    ['clears on another approval', aStory().cleared({ approval: nowhere }), 'EVIDENCE_MISSING'],
    ['demands no votes', aStory().assessed({ stages: [] }), 'ROUTE_DIFFERS'],
    ['lowers the quorum (A08)', aStory().assessed(eachStage(() => ({ quorum: 1 }))), 'ROUTE_DIFFERS'],
    [
      'leaves out a group',
      aStory().assessed(eachStage(({ groups }) => ({ groups: withoutFirst(groups) }))),
      'ROUTE_DIFFERS',
    ],
    [
      'asks its friends instead',
      aStory()
        .given(memberOf('friends', mallory))
        .assessed(eachStage(() => ({ groups: friends }))),
      'ROUTE_DIFFERS',
    ],
    [
      'leaves out a stage',
      aStory()
        .submitted(asking('erp:payment:release'))
        .assessed((u) => ({ ...u, stages: withoutFirst(u.stages) })),
      'ROUTE_DIFFERS',
    ],
    [
      'puts its own stage before the law’s',
      aStory().assessed((u) => ({ ...u, stages: [dual, ...u.stages] })),
      'ROUTE_DIFFERS',
    ],
    ['names a conflict and not its stage', aStory().assessed({ conflicts }), 'ROUTE_DIFFERS'],
    ['grants a moment beyond the law’s cap', endless.assessed(endingLater(1)), 'ROUTE_DIFFERS'],
    ['grants for ever', endless.assessed({ until: null }), 'ROUTE_DIFFERS'],
    ['assesses a moment more than was asked', aStory().assessed(endingLater(1)), 'UNTIL_TOO_LATE'],
    ['clears a moment more than was assessed', aStory().cleared(endingLater(1)), 'UNTIL_TOO_LATE'],
    ['clears without end', aStory().cleared({ until: null }), 'UNTIL_TOO_LATE'],
    [
      'gives a birthright beyond its window',
      aBirthrightStory()
        .submitted(within({ until: soon }))
        .assessed({ until: null }),
      'UNTIL_TOO_LATE',
    ],
    [
      'clears more than a minute before the start (T20)',
      aStory().submitted(within({ from: moments.cleared + ms.minute + 1 })),
      'CLEARED_TOO_EARLY',
    ],
    [
      'dates its assessment ahead, for a later cap',
      endless.assessed(endingLater(ms.day), { at: moments.assessed + ms.day }),
      'CLEARED_TOO_EARLY',
    ],
    [
      'makes a clearance that lives longer',
      aStory().cleared({ applyBefore: moments.cleared + 60_001 }),
      'APPLY_BEFORE_TOO_LATE',
    ],
    [
      'calls a birthright what is none',
      aStory().assessed({ birthright: true, stages: [] }),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'gives a birthright that people must decide',
      aBirthrightStory().assessed({ conflicts }),
      'ROUTE_DIFFERS',
    ],
    [
      'rewrites the request',
      aStory().submitted({ beneficiary: mallory }, { by: 'policy' }),
      'KEY_NOT_ALLOWED',
    ],
    ['signs the approval', aStory().approved({}, { by: 'policy' }), 'KEY_NOT_ALLOWED'],
    [
      'signs the approval under approval’s key id',
      aStory().approved({}, { by: 'policy', as: 'approval' }),
      'BAD_SIGNATURE',
    ],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });

  it.each<Allowed>([
    ['the law’s cap itself', endless],
    ['a start at this very instant', aStory().submitted(within({ from: moments.cleared }))],
    [
      'a clearance that lives as long as one may',
      aStory().cleared({ applyBefore: moments.cleared + 60_000 }),
    ],
    [
      'a conflict with its stage, met by the committee',
      aStory()
        .given(memberOf('risk-committee', omar), memberOf('risk-committee', cleo))
        .assessed((u) => ({ ...u, conflicts, stages: [...u.stages, dual] })),
    ],
    [
      'a birthright with a conflict that nobody needs to decide',
      aBirthrightStory().assessed({ conflicts: [conflict('time-bound')] }),
    ],
  ])('(while it may use %s)', async (_, story) => {
    await expect(story.outcome()).resolves.toBe('ok');
  });

  it('takes the assessment, votes and all, of another wording for this one (I13)', async () => {
    const edited = { hr: nowhere };
    const { hash } = (await aStory().tell()).statements.submitted;
    const story = aStory()
      .assessed(edited)
      .voted(eachVote(() => edited))
      .approved(edited);
    await expect(story.cleared({ hr: hash }).outcome()).resolves.toBe('EVIDENCE_MISMATCH');
  });

  it('asks for a stage more and does not wait for it', async () => {
    const story = aStory().assessed((u) => ({ ...u, stages: [...u.stages, dual] }));
    await expect(story.outcome()).resolves.toBe('QUORUM_NOT_MET');
  });
});
