import { ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { readHeaders } from '../messaging/headers.js';
import { stopTraces } from '../../test/traces.js';
import { contextFrom, currentTraceHeaders, publishable } from './trace.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const tracestate = 'vendor=opaque';
const long = 'x'.repeat(3_000);

/** What a caller of HTTP may send with any call. */
const asked = { traceparent, tracestate, baggage: `a=${long},b=${long}` };

describe('what a trace puts into the headers of a record', () => {
  beforeAll(() =>
    propagation.setGlobalPropagator(
      new CompositePropagator({
        propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
      }),
    ),
  );
  afterAll(stopTraces);

  it('is trace context alone, whatever else a caller has sent: readers take it', () => {
    const headers = currentTraceHeaders(propagation.extract(ROOT_CONTEXT, asked));
    expect(headers).toEqual({ traceparent, tracestate });
    const raw = Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)] as const);
    expect(() => readHeaders({ headers: raw } as never)).not.toThrow();
  });

  it('is nothing that is malformed or longer than a trace needs', () => {
    const injecting = (found: Record<string, string>) => {
      propagation.disable();
      propagation.setGlobalPropagator({
        inject: (_, carrier, setter) => {
          for (const [name, value] of Object.entries(found)) setter.set(carrier, name, value);
        },
        extract: (context) => context,
        fields: () => [],
      });
      return currentTraceHeaders();
    };
    expect(injecting({ traceparent, tracestate: `v=${'x'.repeat(511)}` })).toEqual({ traceparent });
    expect(injecting({ traceparent, tracestate: 'v=Müller' })).toEqual({ traceparent });
    expect(injecting({ traceparent: `${traceparent}-${long}`, tracestate })).toEqual({});
    expect(injecting({ b3: long })).toEqual({});
  });
});

describe('headers of a row', () => {
  it('are published but for what no record needs', () => {
    const ours = { ce_id: 'x', ce_type: 'policy.vetoed.v1', 'content-type': 'application/jose' };
    expect(publishable({ ...ours, ...asked })).toEqual({ ...ours, traceparent, tracestate });
  });

  it('give a parent, and no baggage', () => {
    expect(propagation.getBaggage(contextFrom(asked))).toBeUndefined();
  });
});
