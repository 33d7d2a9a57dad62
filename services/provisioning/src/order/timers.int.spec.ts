import { aStory, left, ms, people, theRequest } from '@countersign/testing';
import { INVALID_SPAN_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { endWorkersDue } from '../end/end-access.handler.js';
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
