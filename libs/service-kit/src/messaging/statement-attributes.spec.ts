import { attributesOf } from './statement-attributes.js';

const hash = 'h'.repeat(43) as never;
const about = { request: 'r-1', hr: 'q'.repeat(43) };

describe('what a trace shows of a statement', () => {
  it('is the request, h(r), what came about, by which rules and why', () => {
    const body = {
      ...about,
      conflicts: [{ rule: 'P2P-01' }, { rule: 'GL-02' }, { rule: 'P2P-01' }],
      reasons: [{ code: 'CONFLICT', message: 'Ada Lovelace may not' }],
    };
    expect(attributesOf({ type: 'policy.vetoed.v1', hash, body })).toEqual({
      'countersign.outcome': 'vetoed',
      'countersign.request': 'r-1',
      'countersign.request.hash': about.hr,
      'countersign.rules': ['P2P-01', 'GL-02'],
      'countersign.reasons': ['CONFLICT'],
    });
  });

  it('of a request is its own hash, and nobody in it', () => {
    const body = { request: 'r-1', requester: 'person:1001', reason: 'a ticket' };
    expect(attributesOf({ type: 'request.submitted.v1', hash, body })).toEqual({
      'countersign.outcome': 'submitted',
      'countersign.request': 'r-1',
      'countersign.request.hash': hash,
    });
  });

  it('of a receipt is what the connector did', () => {
    const body = { outcome: 'refused', results: [{ result: 'refused' }, { result: 'removed' }] };
    expect(attributesOf({ type: 'connector.answered.v1', hash, body })).toEqual({
      'countersign.outcome': 'refused',
      'countersign.results': ['refused', 'removed'],
    });
  });

  it('of one that is about nothing is what it says', () => {
    expect(attributesOf({ type: 'policy.alive.v1', hash, body: { heads: [] } })).toEqual({
      'countersign.outcome': 'alive',
    });
  });
});
