import { Schedule, type Turn } from './schedule.js';

const pace = { everyMs: 5_000, repeatMs: 60_000 };
const at = (schedule: Schedule, now: number): Turn => schedule.take(now) as Turn;

describe('a reading', () => {
  it('is made at once, then after each pause', () => {
    const schedule = new Schedule(pace);
    expect([0, 1, 4_999, 5_000, 9_999].map((now) => schedule.take(now) !== null)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('is made at once when a connector says something, once a hint', () => {
    const schedule = new Schedule(pace);
    schedule.take(0);
    schedule.hint();
    expect([1, 2].map((now) => schedule.take(now))).toEqual([{ begun: 1, hinted: true }, null]);
  });

  it('is made again for a hint that comes while one is under way', () => {
    const schedule = new Schedule(pace);
    schedule.hint();
    schedule.take(0);
    schedule.hint();
    expect(schedule.take(1)).toEqual({ begun: 1, hinted: true });
  });

  it('that failed leaves its hint to the next', () => {
    const schedule = new Schedule(pace);
    schedule.hint();
    schedule.giveBack(at(schedule, 0));
    expect(schedule.take(1)).toEqual({ begun: 1, hinted: true });
  });
});

describe('what was read', () => {
  const said = (schedule: Schedule, now: number, digest: string) => {
    const turn = at(schedule, now);
    const news = schedule.isNews(turn, digest);
    if (news) schedule.markStated(turn, digest);
    return news;
  };

  it('is stated when it is new, and after a while though it is not', () => {
    const schedule = new Schedule(pace);
    const seen = [
      said(schedule, 0, 'a'),
      said(schedule, 5_000, 'a'),
      said(schedule, 10_000, 'b'),
      said(schedule, 15_000, 'a'),
    ];
    expect(seen).toEqual([true, false, true, true]);
    expect([said(schedule, 70_000, 'a'), said(schedule, 75_000, 'a'), said(schedule, 80_000, 'a')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('is stated when somebody waits for it, new or not', () => {
    const schedule = new Schedule(pace);
    said(schedule, 0, 'a');
    schedule.hint();
    expect(said(schedule, 1, 'a')).toBe(true);
  });
});
