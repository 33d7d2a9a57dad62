import {
  compileMatrix,
  type Control,
  type Grant,
  InstantError,
  type RuleBook,
  takeOverAbove,
  type World,
} from './index.js';
import { controls, day, held, NOW, payables } from './payables.spec-only.js';

const DESK = 'person:1';
const ANNA = 'person:2';
const BERT = 'person:3';
const BOT = 'service:bot';
const ACCOUNT = 'account:erp:anna';

const resets = (from: string, to: string, window = { from: NOW, until: null as number | null }) =>
  controls(from, 'can-reset', to, window, 'take-over');

const worldOf = (facts: readonly (Grant | Control)[], more: Partial<World> = {}): World => {
  const named = facts.flatMap((fact) => ('item' in fact ? [fact.identity] : [fact.from, fact.to]));
  return {
    grants: facts.filter((fact) => 'item' in fact),
    controls: facts.filter((fact) => 'how' in fact),
    kinds: new Map([DESK, ...named].map((id) => [id, id.slice(0, id.indexOf(':'))])),
    ...more,
  };
};

const above = (
  bound: number,
  facts: readonly (Grant | Control)[],
  { root = DESK, book = payables, ...more }: Partial<World> & { root?: string; book?: RuleBook } = {},
) => takeOverAbove(compileMatrix(book), worldOf(facts, more), root, { bound, at: NOW });

describe('whom one reaches by take-over alone', () => {
  it('is whoever is taken over and whatever that one controls, and none of what is hers anyway', () => {
    const facts = [
      resets(DESK, ANNA),
      controls(ANNA, 'linked', ACCOUNT),
      controls(DESK, 'owner', BOT),
      controls(DESK, 'administers', BOT, undefined, 'take-over'),
    ];
    expect(above(1, facts)).toEqual({ from: NOW, whom: [ACCOUNT, ANNA], by: ['can-reset'] });
    expect(above(2, facts)).toBeUndefined();
  });

  it('is what her machine takes over, too, and the machine is no root of its own while a person controls it', () => {
    const facts = [controls(DESK, 'owner', BOT), resets(BOT, ANNA), resets(BOT, BERT)];
    expect(above(1, facts)).toMatchObject({ whom: [ANNA, BERT] });
    expect(above(1, facts, { root: BOT })).toBeUndefined();
    expect(above(1, facts.slice(1), { root: BOT })).toMatchObject({ whom: [ANNA, BERT] });
  });

  it('is nobody by a power that is recognised for her, for as long as it is', () => {
    const window = { from: NOW, until: day(30) };
    const recognised = [{ root: DESK, how: 'can-reset', window, control: 'Each reset is told' }];
    const facts = [resets(DESK, ANNA), resets(DESK, BERT)];
    expect(above(1, facts, { recognised })).toMatchObject({ from: day(30), whom: [ANNA, BERT] });
    const other = [{ ...recognised[0]!, root: ANNA }];
    expect(above(1, facts, { recognised: other })).toMatchObject({ from: NOW });
  });

  it('is told of the first time that it is too many, also where that is to come', () => {
    const facts = [
      resets(DESK, ANNA, { from: NOW, until: day(9) }),
      resets(DESK, BERT, { from: day(5), until: null }),
    ];
    expect(above(1, facts)).toMatchObject({ from: day(5) });
    expect(above(1, [resets(DESK, ANNA, { from: NOW, until: day(5) }), ...facts.slice(1)])).toBeUndefined();
  });

  it('counts what an edge of the law gives by what she holds, and says by which powers', () => {
    const book: RuleBook = {
      ...payables,
      entitlements: [...payables.entitlements, 'vault:secret:read'],
      edges: [
        {
          id: 'vault',
          premises: ['vault:secret:read'],
          gives: { control: { kind: 'service' }, how: 'reads-secrets' },
        },
      ],
    };
    const facts = [held(DESK, 'vault:secret:read'), controls(ANNA, 'owner', BOT), resets(DESK, BERT)];
    expect(above(1, facts, { book })).toEqual({
      from: NOW,
      whom: [BERT, BOT],
      by: ['can-reset', 'reads-secrets'],
    });
    expect(above(1, facts.slice(1), { book })).toBeUndefined();
  });

  it('cannot be said when it takes more steps than there are, or of no instant', () => {
    const matrix = compileMatrix(payables);
    const world = worldOf([resets(DESK, ANNA)]);
    expect(takeOverAbove(matrix, world, DESK, { bound: 0, at: NOW }, { budget: 1 })).toBeNull();
    expect(() => takeOverAbove(matrix, world, DESK, { bound: 0, at: NaN })).toThrow(InstantError);
  });
});
