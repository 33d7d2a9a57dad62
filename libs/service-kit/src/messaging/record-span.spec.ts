import { recordTraces, stopTraces } from '../../test/traces.js';
import type { Message } from './message.js';
import { inRecordSpan } from './record-span.js';

const record = {
  ...{
    cluster: 'c',
    topic: 'policy',
    partition: 0,
    offset: '7',
    key: null,
    value: null,
    headers: [],
    appendedAt: 0,
  },
};
const message: Message = { type: 'worker.left.v1', id: 'hr:1', digest: '', payload: null, statement: null };

describe('the span of a record', () => {
  afterEach(() => stopTraces());

  it('tells of a failure by code and sentence, without stack and without secrets', async () => {
    const spans = recordTraces();
    const failure = Object.assign(new TypeError('postgres://policy:hunter2@db/policy refused'), {
      code: '28P01',
    });
    const work = inRecordSpan(record, message, () => Promise.reject(failure));
    await expect(work).rejects.toBe(failure);
    const [span] = spans.getFinishedSpans();
    const told = JSON.stringify([span!.events, span!.status, span!.attributes]);
    expect(told).toContain('28P01');
    expect(told).not.toMatch(/hunter2|stack/);
  });
});
