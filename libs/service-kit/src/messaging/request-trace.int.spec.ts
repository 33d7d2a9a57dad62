import { trace } from '@opentelemetry/api';
import { aTopic, publish } from '../../test/a-broker.js';
import { Chain } from '../../test/a-chain.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { anIssuer, theRequest, withdrew } from '../../test/an-issuer.js';
import { recordTraces, stopTraces } from '../../test/traces.js';
import { withSpan } from '../observability/index.js';
import { inTransaction } from '../persistence/index.js';
import { inRequestSpan, linkToRequest } from './index.js';

const long = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

describe('a wait', () => {
  let sandbox: Sandbox;
  let spans: ReturnType<typeof recordTraces>;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    const topic = await aTopic('policy');
    const headers = { traceparent: `00-${long.traceId}-${long.spanId}-01` };
    await publish(topic, [await new Chain(topic).next(withdrew(), { headers })]);
    await sandbox.read({ topics: [topic] });
    await sandbox.untilRead(1);
    spans = recordTraces();
  });
  afterEach(async () => {
    stopTraces();
    await sandbox.end();
  });
  afterAll(() => sandbox.database.drop());

  const the = (name: string) => spans.getFinishedSpans().find((span) => span.name === name);
  const linked = (name: string) =>
    the(name)?.links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId }));

  it('for a person ends in a trace of its own, linked to the one in which the request came', async () => {
    await inTransaction(sandbox.ds, (tx) => withSpan('vote', {}, () => linkToRequest(tx, theRequest)));
    expect(linked('vote')).toEqual([long]);
    expect(the('vote')?.spanContext().traceId).not.toBe(long.traceId);
  });

  it('for another message is no wait: what the clock does a moment later goes on in the same trace', async () => {
    await inTransaction(sandbox.ds, (tx) => inRequestSpan(tx, theRequest, 'judge', async () => undefined));
    expect(the('judge')?.parentSpanContext).toMatchObject(long);
    expect(linked('judge')).toEqual([]);
  });

  it('for the clock ends in a trace of its own too, whatever is at work meanwhile', async () => {
    await sandbox.database.force("UPDATE received SET at = at - interval '61 s'");
    const work = () => trace.getActiveSpan()?.setAttribute('seen', true);
    await inTransaction(sandbox.ds, (tx) =>
      withSpan('job', {}, () => inRequestSpan(tx, theRequest, 'end', async () => void work())),
    );
    expect(linked('end')).toEqual([long]);
    expect(the('end')?.attributes).toEqual({ 'countersign.request': theRequest, seen: true });
    expect(the('end')?.parentSpanContext).toBeUndefined();
  });

  it('for something that was never traced is linked to nothing', async () => {
    await inTransaction(sandbox.ds, (tx) => withSpan('vote', {}, () => linkToRequest(tx, 'r-unknown')));
    expect(linked('vote')).toEqual([]);
  });

  it('ends in a statement whose span says what came about', async () => {
    const issuer = await anIssuer(sandbox.ds, ['policy']);
    const { hash } = await inTransaction(sandbox.ds, (tx) =>
      issuer.issue(tx, withdrew(), { topic: 'policy', key: theRequest }),
    );
    expect(hash).toHaveLength(43);
    expect(the('issue policy.withdrew.v1')?.attributes).toMatchObject({
      'countersign.outcome': 'withdrew',
      'countersign.request': theRequest,
    });
  });
});
