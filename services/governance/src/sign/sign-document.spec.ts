import { bundleType, registryType } from '@countersign/contracts/governance';
import { verifyBundle } from '@countersign/statement';
import { publishedBytes } from '../custody.js';
import { aBundle, anchor, dayMs, draft, keys, newKey, now, signedBy } from '../custodians.spec-only.js';
import { describeDocument } from './describe-document.js';
import { signDocument } from './sign-document.js';

const sign = (document: Parameters<typeof signDocument>[0], key: object, change = {}) =>
  signDocument(document, { anchor, now, key: JSON.stringify(key), ...change });

describe('a custodian signing', () => {
  it('signs the very bytes that the others sign, until it is enough', async () => {
    const document = draft(aBundle());
    const one = await signedBy(document, 0);
    const two = await signedBy(one, 2);
    const [first, both] = [one.signed, two.signed];
    expect(both?.custodial.payload).toBe(first?.custodial.payload);
    await expect(verifyBundle(first?.bytes ?? Buffer.alloc(0), anchor, now)).rejects.toThrow(
      /signed by 1 of 2/,
    );
    expect(await verifyBundle(both?.bytes ?? Buffer.alloc(0), anchor, now)).toMatchObject({
      number: 1,
      hash: document.hash,
    });
    expect(describeDocument(two, anchor)).toContain('signed by     custodian-a, custodian-c (2 are needed)');
  });

  it('cannot sign twice', async () => {
    await expect(signedBy(draft(aBundle()), 0, 0)).rejects.toMatchObject({ code: 'NOT_CUSTODIAL' });
  });

  it('does not add her name to a signature that is wrong', async () => {
    const one = await signedBy(draft(aBundle()), 0);
    const custodial = structuredClone(one.signed!.custodial);
    custodial.signatures[0]!.signature = `${'A'.repeat(85)}A`;
    const forged = { ...one, signed: { custodial, bytes: publishedBytes(custodial) } };
    await expect(sign(forged, keys[1]!)).rejects.toMatchObject({ code: 'NOT_CUSTODIAL' });
  });

  it.each([
    [
      'with a key that is no custodian’s',
      () => sign(draft(aBundle()), newKey('custodian-z')),
      'SIGNING_REFUSED',
    ],
    [
      'with another key of a custodian’s name',
      () => sign(draft(aBundle()), newKey('custodian-a')),
      'SIGNING_REFUSED',
    ],
    [
      'for another deployment',
      () => sign(draft(aBundle({ deployment: 'other' })), keys[0]!),
      'SIGNING_REFUSED',
    ],
    [
      'what has run out',
      () => sign(draft(aBundle()), keys[0]!, { now: now + 31 * dayMs }),
      'SIGNING_REFUSED',
    ],
    [
      'a number that does not rise',
      () => sign(draft(aBundle()), keys[0]!, { previous: draft(aBundle()) }),
      'SIGNING_REFUSED',
    ],
    [
      'a bundle without a route',
      () => sign(draft(aBundle({ routes: [{ ...aBundle().routes[0]!, sensitivity: ['low'] }] })), keys[0]!),
      'POLICY_INVALID',
    ],
  ])('cannot sign %s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  it('cannot change a rule under its old version', async () => {
    const [rule] = aBundle().rules;
    const next = aBundle({ number: 2, rules: [{ ...rule!, effect: 'dual-approval' }] });
    await expect(sign(draft(next), keys[0]!, { previous: draft(aBundle()) })).rejects.toMatchObject({
      problems: [
        {
          code: 'VERSION_NOT_RAISED',
          message: expect.stringMatching(/`P2P-01` has version 1 after 1, and effect changed/),
        },
      ],
    });
    const raised = aBundle({ number: 2, rules: [{ ...rule!, effect: 'dual-approval', version: 2 }] });
    await expect(sign(draft(raised), keys[0]!, { previous: draft(aBundle()) })).resolves.toBeDefined();
  });

  it('is shown what changes, and above all what gets looser', () => {
    const [rule] = aBundle().rules;
    const next = aBundle({ number: 2, birthrightBound: 'medium', rules: [{ ...rule!, rollout: 'record' }] });
    expect(describeDocument(draft(next), anchor, draft(aBundle())).slice(-3)).toEqual([
      'against 1: 2 differences, 2 of them loosen the law',
      '  changed birthrightBound: birthrightBound low > medium   ! LOOSER: more sensitive items may be birthright',
      '  changed rule P2P-01: rollout enforce > record   ! LOOSER: rollout is weaker',
    ]);
  });

  it('is told that what nobody ordered may stay, or that a conflict may stand, for longer', () => {
    const [erp] = aBundle().systems;
    const before = aBundle({ systems: [{ ...erp!, mode: 'enforce' }] });
    const next = aBundle({
      ...{ number: 2, settleWithinDays: 30 },
      systems: [{ ...erp!, mode: 'shadow', adoptionDays: 365 }],
    });
    expect(describeDocument(draft(next), anchor, draft(before)).slice(-2)).toEqual([
      '  changed settleWithinDays: settleWithinDays 14 > 30   ! LOOSER: a conflict may stand for longer',
      expect.stringMatching(
        /changed system erp: .*LOOSER: what nobody ordered is removed no longer.*may stay for longer/,
      ),
    ]);
  });

  it('keeps the two types of document apart', async () => {
    const one = await signedBy(draft(aBundle()), 0);
    expect(one.type).toBe(bundleType);
    const asRegistry = { ...one, type: registryType } as unknown as typeof one;
    await expect(sign(asRegistry, keys[1]!)).rejects.toMatchObject({ code: 'NOT_CUSTODIAL' });
  });
});
