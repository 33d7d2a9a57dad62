import { aStory, left, moments, ms, people, theRequest } from '@countersign/testing';
import { INVALID_SPAN_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { endWorkersDue } from '../end/end-worker.handler.js';
import { endOverdue } from '../end/end-access.handler.js';
import { orderWaiting } from './order-cleared.handler.js';

const second = 'r-story-0000000000000002';
let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());
afterEach(() => trace.disable());

/** Names and requests of the spans that begin from now on; what is signed inside them is left out. */
function spans(): (readonly [string, unknown])[] {
  const begun: (readonly [string, unknown])[] = [];
  const startSpan: Tracer['startSpan'] = (name, options) => {
    if (!name.startsWith('issue ')) begun.push([name, options?.attributes?.['countersign.request']]);
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as unknown as Tracer });
  return begun;
}
const hear = async (without: readonly string[]) => {
  await provisioning.hear(await aStory().tell(), without);
  await provisioning.hear(await aStory().submitted({ request: second }).tell(), without);
};

describe('what the clock brings about, each in a trace of its request', () => {
  it('a clearance that waited becomes orders', async () => {
    provisioning.gaps.add('policy');
    await hear([]);
    provisioning.gaps.clear();
    const begun = spans();
    await provisioning.inTransaction((tx) => orderWaiting(provisioning.deps, tx));
    expect(await provisioning.orders()).toHaveLength(4);
    expect(begun.sort()).toEqual([
      ['order waiting', theRequest],
      ['order waiting', second],
    ]);
  });

  it('somebody whose last day has come loses what she has', async () => {
    await hear([]);
    const day = provisioning.clock.now() + ms.day;
    await provisioning.deliver(
      await provisioning.read((await provisioning.pen.state(left(people.bea, day))).jws),
    );
    provisioning.clock.set(day);
    const begun = spans();
    await provisioning.inTransaction((tx) => endWorkersDue(provisioning.deps, tx));
    expect(await provisioning.orders()).toHaveLength(8);
    expect(begun).toEqual([
      ['end', theRequest],
      ['end', second],
    ]);
  });
});

describe('a timer', () => {
  const run = (job: typeof orderWaiting) => provisioning.inTransaction((tx) => job(provisioning.deps, tx));
  const overdue = async () => {
    await hear([]);
    provisioning.clock.set(moments.submitted + 30 * ms.day);
    return endOverdue;
  };
  const leavers = async () => {
    await hear([]);
    const day = provisioning.clock.now() + ms.day;
    await provisioning.deliver(
      await provisioning.read((await provisioning.pen.state(left(people.bea, day))).jws),
    );
    provisioning.clock.set(day);
    return endWorkersDue;
  };
  const waiting = async () => {
    provisioning.gaps.add('policy');
    await hear([]);
    provisioning.gaps.clear();
    return orderWaiting;
  };
  const timers: [string, () => Promise<typeof orderWaiting>, count: number][] = [
    ['orders what waited', waiting, 4],
    ['ends what is over', overdue, 2],
    ['ends what leavers had', leavers, 4],
  ];

  it.each(timers)('that %s holds nothing of one while it is at the next', async (_what, arranged, count) => {
    const job = await arranged();
    const before = (await provisioning.orders()).length;
    const committed: number[] = [];
    provisioning.onIssue = async (type) => {
      if (type === 'provisioning.ordered.v1') committed.push((await provisioning.orders()).length - before);
    };
    await run(job);
    const each = count === 2 ? [0, 1] : [0, 0, 2, 2];
    expect(committed).toEqual(each);
  });

  it.each(timers)(
    'that %s goes on with the next when one ends in a deadlock',
    async (_what, arranged, count) => {
      const job = await arranged();
      const before = (await provisioning.orders()).length;
      let attempts = 0;
      provisioning.onIssue = () => {
        attempts += 1;
        if (attempts <= 3) throw Object.assign(new RangeError('deadlock detected'), { code: '40P01' });
      };
      await run(job);
      expect(await provisioning.orders()).toHaveLength(before + count / 2);
      await run(job);
      expect(await provisioning.orders()).toHaveLength(before + count);
    },
  );
});
