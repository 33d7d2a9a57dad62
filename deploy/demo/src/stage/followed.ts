import type { Publisher } from '@countersign/source';

const traceOf = ({ traceparent }: { readonly traceparent: string }): string =>
  traceparent.split('-')[1] ?? '';

/** The same publisher; the trace that each event begins is told to `began`. */
export function followed(publisher: Publisher, began: (traceId: string) => void): Publisher {
  return {
    publish: async (event) => {
      const published = await publisher.publish(event);
      began(traceOf(published));
      return published;
    },
    publishAll: async (events) => {
      const published = await publisher.publishAll(events);
      for (const one of published) began(traceOf(one));
      return published;
    },
    close: () => publisher.close(),
  };
}
