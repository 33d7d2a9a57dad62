import { aBirthrightStory, accountOf, aStory, moments, ms, people, theRequest } from '@countersign/testing';
import { verifyEvidence } from './verify-evidence.js';

describe('evidence that carries a grant', () => {
  it('approved by people: names the line, the bounds and every document that was verified', async () => {
    const trail = await aStory().tell();
    const until = moments.submitted + 30 * ms.day;
    await expect(trail.verdict()).resolves.toEqual({
      ok: true,
      grant: {
        clearance: trail.statements.cleared.hash,
        request: theRequest,
        beneficiary: people.bea,
        line: {
          ...accountOf(people.bea),
          permission: 'role:erp_vendor_create',
          entitlement: 'erp:vendor:create',
          scope: {},
        },
        from: moments.submitted,
        until,
        applyBefore: moments.cleared + 60_000,
        clearedAt: moments.cleared,
        verified: [
          ...trail.statements.facts,
          trail.statements.submitted,
          trail.statements.assessed,
          trail.statements.approved!,
          trail.statements.cleared,
        ]
          .map(({ hash }) => hash)
          .sort(),
      },
    });
  });

  it('given by birth: nobody voted, the signed rule and the signed fact stand for it', async () => {
    const trail = await aBirthrightStory().tell();
    expect(trail.votes).toHaveLength(2);
    expect(trail.statements.approved).toBeNull();
    await expect(trail.verdict()).resolves.toMatchObject({
      ok: true,
      grant: { beneficiary: people.bea, line: { entitlement: 'erp:vendor:read' }, until: null },
    });
  });

  it('carries in whatever order the documents come, and twice as well', async () => {
    await expect(
      aStory()
        .carrying((usual) => [...usual].reverse())
        .outcome(),
    ).resolves.toBe('ok');
    await expect(
      aStory()
        .carrying((usual) => [...usual, ...usual])
        .outcome(),
    ).resolves.toBe('ok');
  });

  it('may ask for more than the law: one stage more, an earlier end', async () => {
    const careful = aStory().assessed((usual) => ({
      ...usual,
      until: (usual.until ?? 0) - ms.day,
      stages: [...usual.stages, usual.stages[0]!],
    }));
    await expect(careful.outcome()).resolves.toBe('ok');
    await expect(
      aStory()
        .granting({ until: moments.ordered + 1 })
        .outcome(),
    ).resolves.toBe('ok');
  });

  it('of a refusal: says which clearance, and why, in a typed error', async () => {
    const trail = await aStory().granting({ until: null }).tell();
    await expect(trail.verdict()).resolves.toMatchObject({
      ok: false,
      clearance: trail.statements.cleared.hash,
      error: { code: 'UNTIL_TOO_LATE', retriable: false },
    });
  });

  it('is pure: the same documents give the same verdict, and are not changed', async () => {
    const trail = await aStory().tell();
    const before = JSON.stringify(trail.documents);
    expect(JSON.stringify(await trail.verdict())).toBe(JSON.stringify(await trail.verdict()));
    expect(JSON.stringify(trail.documents)).toBe(before);
  });
});

describe('a grant of another request', () => {
  it.each([
    ['without documents of its own is carried by none', 'EVIDENCE_MISSING', false],
    ['is not carried by the evidence of this one (F05)', 'EVIDENCE_MISMATCH', true],
  ])('%s', async (_, code, withDocuments) => {
    const { order, grant, documents, trust } = await aStory().tell();
    const stranger = { ...grant, request: 'r-somebody-elses-000000' } as typeof grant;
    const verdict = await verifyEvidence(order, stranger, withDocuments ? documents : [], trust);
    expect(verdict).toMatchObject({ ok: false, error: { code } });
  });
});

describe('every document', () => {
  it('matters: with one byte flipped in any of them nothing is carried (I28, E06)', async () => {
    const { documents, place, grant, trust } = await aStory().tell();
    for (const [index, document] of documents.entries()) {
      const at = (index * 131) % document.length;
      const flipped =
        document.slice(0, at) + String.fromCharCode(document.charCodeAt(at) ^ 1) + document.slice(at + 1);
      const verdict = await verifyEvidence(place, grant, documents.with(index, flipped), trust);
      expect(verdict).toMatchObject({ ok: false });
    }
  });
});
