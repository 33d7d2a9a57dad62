import { judgementText } from './index.js';
import { given, held } from './payables.spec-only.js';

const judged = () =>
  given([held('person:1001', 'erp:vendor:create')]).when({ add: [held('person:1001', 'role:payer')] });

describe('the text of a judgement', () => {
  it('holds all of it', () => {
    expect(JSON.parse(judgementText(judged()))).toEqual(judged());
  });

  it('does not depend on the order in which properties were written', () => {
    const { holds, conflicts, demands, outcome } = judged();
    expect(judgementText({ holds, conflicts, demands, outcome })).toBe(judgementText(judged()));
    expect(judgementText(judged())).toMatch(/^\{"conflicts":\[\{"class":"creates","control":/);
  });

  it('differs when the judgement does', () => {
    expect(judgementText({ ...judged(), outcome: 'pass' })).not.toBe(judgementText(judged()));
  });
});
