import { aGauge, type Gauge } from '../../test/a-gauge.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { observeReservations } from './reservation.metrics.js';

let desk: PolicyDesk;
let gauge: Gauge;
let end: () => void;
beforeAll(async () => {
  gauge = aGauge('countersign.reservation.age', 'awaits');
  desk = await PolicyDesk.open();
});
afterAll(async () => {
  await gauge.close();
  await desk.close();
});
beforeEach(async () => {
  await desk.begin();
  end = observeReservations(desk.ds);
});
afterEach(() => end());

/** What is reported now: seconds, by what is waited for. */
const ages = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(await gauge.read()).map(([awaits, age]) => [awaits, Math.floor(age / 10) * 10]),
  );

/** A reservation that was made so many seconds ago, whose lines and itself are in these states. */
async function reserved(name: string, seconds: number, state = 'live', line = 'reserved'): Promise<void> {
  const { id } = await desk.asks(name);
  await desk.approves(id);
  await desk.force(`
    UPDATE reservation SET starts = 0, state = '${state}', reserved_at = now() - interval '${seconds} s',
      ending_at = CASE WHEN '${state}' = 'live' THEN NULL ELSE now() - interval '${seconds} s' END WHERE request = '${id}';
    UPDATE reserved_line SET state = '${line}' WHERE reservation = (SELECT id FROM reservation WHERE request = '${id}')`);
}

const none = { applied: 0, observed: 0, absent: 0 };

describe('how long the oldest reservation waits', () => {
  it('is nothing while there is none, or only one that starts later', async () => {
    expect(await ages()).toEqual(none);
    const from = desk.clock.now() + 1;
    const { id } = await desk.asks('later', { window: { from, until: from + 60_000 } });
    await desk.approves(id);
    expect(await desk.rows('SELECT 1 FROM reservation')).toHaveLength(1);
    expect(await ages()).toEqual(none);
  });

  it.each([
    ['applied', 'live', 'reserved', { ...none, applied: 90 }],
    ['observed', 'live', 'applied', { ...none, observed: 90 }],
    ['absent', 'ending', 'held', { ...none, absent: 90 }],
    ['nothing more, held', 'live', 'held', none],
    ['nothing more, absent', 'ending', 'absent', none],
    ['nothing more, released', 'released', 'absent', none],
  ])('to be %s', async (_, state, line, expected) => {
    await reserved('one', 92, state, line);
    expect(await ages()).toEqual(expected);
  });

  it('counts from its start when that came after it was reserved', async () => {
    await reserved('one', 92);
    await desk.force(`UPDATE reservation SET starts = (extract(epoch FROM now()) - 32) * 1000`);
    expect(await ages()).toEqual({ ...none, applied: 30 });
  });

  it('is that of the oldest of each kind', async () => {
    await reserved('young', 32);
    await reserved('old', 152);
    await reserved('seen', 62, 'live', 'applied');
    expect(await ages()).toEqual({ ...none, applied: 150, observed: 60 });
  });
});
