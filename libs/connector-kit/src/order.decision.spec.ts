import { largestTokenStep } from '@countersign/contracts/provisioning';
import { decideOrder } from './order.decision.js';
import { answerOf, codes, fresh, input, line, remembered, verified } from './order.spec-only.js';
import { asked, grant, hashOf, minute, start } from './testing/scene.js';
import type { OrderInput } from './order.decision.js';

describe('an addition is refused', () => {
  const wants = (change: Partial<OrderInput> = {}) => input(1, asked(grant('a')), change);
  const evidence = (change: object) => wants({ verdicts: new Map([verified('a', change)]) });

  it.each([
    ['for another account', evidence({ line: { ...line, account: 'u1002' } })],
    ['for another permission', evidence({ line: { ...line, permission: 'role:owner' } })],
    ['for another system', evidence({ line: { ...line, system: 'hr' } })],
    ['for another request', evidence({ request: 'r-ddddddddddddddddddddddd' })],
    ['for less time', evidence({ until: start + minute })],
  ])('whose evidence is %s', (_name, one) => {
    expect(codes(one)).toEqual(['EVIDENCE_MISMATCH']);
    expect(decideOrder(one)).toMatchObject({ effect: 'none', memory: { state: asked() } });
  });

  it('when the order says not until when it may be applied', () => {
    const one = wants({ verdicts: new Map([verified('a')]) });
    const body = { ...one.order.body, applyBefore: null };
    expect(codes({ ...one, order: { ...one.order, body } })).toEqual(['APPLY_BEFORE_MISSING']);
  });

  it('when its clearance has run out, though the order’s time has not', () => {
    expect(codes(evidence({ applyBefore: start }))).toEqual(['APPLY_BEFORE_PASSED']);
  });

  it('when the order’s time has run out, though its clearance’s has not', () => {
    const one = wants({ verdicts: new Map([verified('a')]), now: start + minute - 1 });
    const body = { ...one.order.body, applyBefore: start + minute - 1 };
    expect(codes({ ...one, order: { ...one.order, body } })).toEqual(['APPLY_BEFORE_PASSED']);
  });

  it('when its own end has come', () => {
    const ended = input(1, asked(grant('a', start)), { verdicts: new Map([verified('a')]) });
    expect(codes(ended)).toEqual(['UNTIL_REACHED']);
  });

  it('when the target has a barrier, which is named', () => {
    const barrier = { code: 'ACCOUNT_RECREATED', message: 'another role of that name' };
    const one = wants({ verdicts: new Map([verified('a')]), facts: { ...fresh, barrier } });
    expect(codes(one)).toEqual(['ACCOUNT_RECREATED']);
    expect(answerOf(one).findings).toEqual([barrier]);
  });

  it('when it stands twice in an order with different ends: the earlier counts', () => {
    const verdicts = new Map([verified('a')]);
    const [longer, shorter] = [grant('a', null), grant('a', start + minute)];
    for (const desired of [asked(longer, shorter), asked(shorter, longer)])
      expect(answerOf(input(1, desired, { verdicts })).state).toEqual(asked(shorter));
  });
});

describe('an order', () => {
  it('is fenced by a higher token and shown the state as it is', () => {
    const answer = answerOf(input(1, asked(), { facts: remembered(2, asked(grant('a'))) }));
    expect(answer).toMatchObject({ outcome: 'fenced', token: 1, state: asked(grant('a')), results: [] });
  });

  it.each([
    ['at a place that has one', remembered(2, asked(grant('a'))), 2],
    ['at a place that has none', fresh, 0],
  ])('whose token is too far above the last is refused, with a finding: %s', (_where, facts, last) => {
    const farthest = last + largestTokenStep;
    expect(decideOrder(input(farthest, asked(), { facts }))).toMatchObject({ kind: 'change' });
    expect(answerOf(input(farthest + 1, asked(), { facts }))).toMatchObject({
      ...{ outcome: 'refused', code: 'TOKEN_JUMPED', newest: last, results: [] },
      ...{ state: facts.memory?.state ?? asked(), findings: [{ code: 'TOKEN_JUMPED' }] },
    });
    expect(decideOrder(input(farthest + 1, asked(), { facts })).kind).toBe('answer');
  });

  it('that empties a state removes what the target holds, whoever gave it', () => {
    expect(decideOrder(input(1, asked(), { facts: { ...fresh, held: true } }))).toMatchObject({
      effect: 'remove',
    });
    expect(decideOrder(input(1, asked()))).toMatchObject({ effect: 'none' });
  });

  it('that empties a state removes although the target holds nothing any more: sessions may', () => {
    const facts = { ...remembered(1, asked(grant('a'))), held: false };
    expect(decideOrder(input(2, asked(), { facts }))).toMatchObject({ effect: 'remove' });
  });

  it('that keeps what the target lacks adds nothing and says so', () => {
    const facts = { ...remembered(1, asked(grant('a'))), held: false };
    const decision = decideOrder(input(2, asked(grant('a')), { facts }));
    expect(decision).toMatchObject({ effect: 'none' });
    expect(answerOf(input(2, asked(grant('a')), { facts })).findings).toMatchObject([
      { code: 'TARGET_LACKS_PERMISSION' },
    ]);
  });

  it('that removes what the target has forgotten says that it has', () => {
    const found = (token: number, held: boolean) =>
      answerOf(input(token, asked(), { facts: { ...fresh, held } })).findings.map(({ code }) => code);
    expect([found(2, true), found(2, false), found(1, true)]).toEqual([['MEMORY_LOST'], [], []]);
  });

  it('that waits says in the end, too, that the target had forgotten', () => {
    const waiting = input(2, asked(grant('a')), { facts: { ...fresh, held: true }, mayWait: true });
    const first = decideOrder(waiting);
    const memory = first.kind === 'change' ? first.memory : null;
    const last = answerOf({ ...waiting, mayWait: false, facts: { ...fresh, memory } });
    expect([first.kind === 'change' && first.effect, last.findings.map(({ code }) => code)]).toEqual([
      'remove',
      ['MEMORY_LOST'],
    ]);
  });

  it('may adopt what was held before the first order, and not afterwards', () => {
    const adopted = { grants: [], adopted: true };
    expect(answerOf(input(1, adopted, { facts: { ...fresh, held: true } })).state.adopted).toBe(true);
    expect(answerOf(input(1, adopted)).state.adopted).toBe(false);
    const later = { ...remembered(1, asked()), held: true };
    expect(answerOf(input(2, adopted, { facts: later }))).toMatchObject({ state: { adopted: false } });
  });

  it('whose evidence is missing waits with all additions, removes meanwhile, and tells of both in the end', () => {
    const verdicts = new Map([verified('c')]);
    const facts = remembered(1, asked(grant('a')));
    const one = input(2, asked(grant('b'), grant('c')), { facts, verdicts, mayWait: true });
    const first = decideOrder(one);
    expect(first).toMatchObject({
      effect: 'remove',
      spend: [hashOf('a')],
      memory: { settled: false, state: asked() },
    });
    const memory = first.kind === 'change' ? first.memory : null;
    const last = { ...one, mayWait: false, facts: { ...fresh, memory } };
    expect(codes(last)).toEqual(['removed', 'EVIDENCE_MISSING', 'applied']);
    expect(decideOrder(last)).toMatchObject({
      effect: 'add',
      memory: { settled: true, state: asked(grant('c')) },
    });
  });

  it('fences the one before it that still waits', () => {
    const waiting = decideOrder(input(1, asked(grant('a')), { mayWait: true }));
    const memory = waiting.kind === 'change' ? waiting.memory : null;
    const newer = decideOrder(input(2, asked(), { facts: { ...fresh, memory } }));
    const after = newer.kind === 'change' ? newer.memory : null;
    const again = input(1, asked(grant('a')), {
      facts: { ...fresh, memory: after },
      verdicts: new Map([verified('a')]),
    });
    expect(answerOf(again).outcome).toBe('fenced');
  });
});
