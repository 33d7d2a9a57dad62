import {
  aFact,
  aMonday,
  factOf,
  hired,
  instantAt,
  keyring,
  left,
  memberOf,
  ms,
  people,
  type SourceEvent,
} from '@countersign/testing';
import { birthrightChange, groundOf, type Standing } from './birthright.decision.js';

const { bea, omar } = people;
const day = (number: number) => aMonday + number * ms.day;
const on = (number: number) => instantAt(day(number));
const unsigned = (event: SourceEvent): SourceEvent => ({ ...event, signedBy: null });
const changed = (number: number, data: object, worker: string = bea) =>
  aFact('worker.changed.v1', { worker, effective: on(number), ...data });

const rule = (id: string, departments: string[], jobs: string[], ...items: string[]) => ({
  ...{ id: `birthright:${id}`, title: id, departments, jobs },
  items: items.length > 0 ? items : ['role:employee'],
});
const law = keyring().bundle({
  birthrights: [
    rule('treasury', ['treasury'], []),
    rule('everybody', [], []),
    rule('clerk', ['accounts-payable'], ['clerk'], 'role:employee', 'crm:contact:read'),
  ],
});
const hire = hired(bea, { effective: on(0) });
const stands = (...names: string[]): Standing[] =>
  names.map((name) => ({ request: `r-${name}`, birthright: `birthright:${name}`, isOver: false }));

/** Given these facts and standing requests, what changes for Bea at this day? */
const change = (given: readonly SourceEvent[], standing: readonly Standing[] = [], at = day(1)) => {
  const { open, takeBack } = birthrightChange(law, given.map(factOf), bea, standing, at);
  return { open: open.map(({ birthright }) => birthright.split(':')[1]), takeBack };
};
const nothing = { open: [], takeBack: [] };

describe('a worker whom rules fit', () => {
  it('is to get each of them, with its items, in order of the rules’ names', () => {
    expect(birthrightChange(law, [factOf(hire)], bea, [], day(1))).toEqual({
      open: [
        {
          birthright: 'birthright:clerk',
          items: [
            { role: 'role:employee', scope: {} },
            { entitlement: 'crm:contact:read', scope: {} },
          ],
        },
        { birthright: 'birthright:everybody', items: [{ role: 'role:employee', scope: {} }] },
      ],
      takeBack: [],
    });
  });

  it('is asked for once: what stands is not opened again', () => {
    expect(change([hire], stands('clerk'))).toEqual({ open: ['everybody'], takeBack: [] });
    expect(change([hire], stands('clerk', 'everybody'))).toEqual(nothing);
  });

  it('fits a rule only in department and job together', () => {
    expect(change([hired(bea, { job: 'manager' })]).open).toEqual(['everybody']);
    expect(change([hired(bea, { department: 'sales' })]).open).toEqual(['everybody']);
  });
});

describe('a worker whom rules fit no longer', () => {
  const moved = changed(3, { department: 'treasury' });
  const both = stands('clerk', 'everybody');

  it('loses what no longer fits, keeps what does, and gets what does now, on the day and not before', () => {
    expect(change([hire, moved], both, day(3) - 1)).toEqual(nothing);
    expect(change([hire, moved], both, day(3))).toEqual({ open: ['treasury'], takeBack: ['r-clerk'] });
  });

  it('loses every request of such a rule, should there be several', () => {
    const twice = [...both, { request: 'r-again', birthright: 'birthright:clerk', isOver: false }];
    expect(change([hire, moved], twice, day(3)).takeBack).toEqual(['r-clerk', 'r-again']);
  });

  it('gets nothing that she gave up for something else, and loses nothing twice', () => {
    const given = both.map((one) => ({ ...one, isOver: true }));
    expect(change([hire, moved], given, day(3) - 1)).toEqual(nothing);
    expect(change([hire, moved], given, day(3))).toEqual({ open: ['treasury'], takeBack: [] });
  });

  it('loses everything once she has left, even if nobody signed that', () => {
    for (const leaving of [left(bea, day(5)), unsigned(left(bea, day(5)))]) {
      expect(change([hire, leaving], both, day(5) - 1)).toEqual(nothing);
      expect(change([hire, leaving], both, day(5))).toEqual({
        open: [],
        takeBack: ['r-clerk', 'r-everybody'],
      });
    }
  });

  it('loses what a rule gave that the law no longer has', () => {
    expect(change([hire], stands('clerk', 'everybody', 'abolished')).takeBack).toEqual(['r-abolished']);
  });
});

describe('nobody is to get anything', () => {
  it.each<readonly [string, readonly SourceEvent[]]>([
    ['of whom nothing is known', []],
    ['whose hiring nobody signed', [unsigned(hire)]],
    ['who begins later', [hired(bea, { effective: instantAt(day(1) + 1) })]],
    ['who left before', [hire, left(bea, day(1))]],
    ['for the hiring of another', [hired(omar)]],
    ['for a change without a hiring', [changed(0, { department: 'treasury' })]],
    ['for another kind of fact', [memberOf('process-owners', bea)]],
  ])('%s', (_who, given) => {
    expect(change(given)).toEqual(nothing);
  });

  it('from the millisecond before her first day on; on it she is', () => {
    expect(change([hire], [], day(0) - 1)).toEqual(nothing);
    expect(change([hire], [], day(0)).open).toEqual(['clerk', 'everybody']);
  });

  it('by a change that nobody signed: neither more nor less', () => {
    const given = [hire, unsigned(changed(0, { department: 'treasury' }))];
    expect(change(given, stands('clerk', 'everybody'))).toEqual(nothing);
  });
});

describe('the fact that a birthright rests on', () => {
  const moved = changed(3, { department: 'treasury' });
  const ground = (given: readonly SourceEvent[], at: number) => groundOf(given.map(factOf), bea, at)?.id;

  it('is the latest in effect, in whatever order the facts came', () => {
    for (const given of [
      [hire, moved],
      [moved, hire],
    ]) {
      expect(ground(given, day(0) - 1)).toBeUndefined();
      expect(ground(given, day(0))).toBe(hire.id);
      expect(ground(given, day(3) - 1)).toBe(hire.id);
      expect(ground(given, day(3))).toBe(moved.id);
    }
  });

  it('of two that take effect together is the same one, in whatever order they came', () => {
    const [one, two] = [
      { ...moved, id: '1' },
      { ...changed(3, { job: 'buyer' }), id: '2' },
    ];
    expect(ground([hire, one, two], day(4))).toBe('2');
    expect(ground([two, one, hire], day(4))).toBe('2');
  });

  it('is signed, about her, and about her work', () => {
    const others = [unsigned(moved), changed(3, { job: 'buyer' }, omar), left(bea, day(4))];
    expect(ground([hire, ...others, memberOf('process-owners', bea)], day(5))).toBe(hire.id);
    expect(ground(others, day(5))).toBeUndefined();
  });
});
