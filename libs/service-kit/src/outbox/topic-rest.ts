/** First pause of a topic after a failure, doubled with each further one, in ms. */
const firstMs = 200;
/** No longer: when Kafka is back, what waits goes out within this time. */
const longestMs = 2_000;

/** Which topics rest after a failure, so that others go on. Times are monotonic. */
export class TopicRest {
  private readonly topics = new Map<string, { readonly until: number; readonly ms: number }>();

  /** Topics that are not to be tried now. */
  resting(now = performance.now()): string[] {
    return [...this.topics].filter(([, { until }]) => until > now).map(([topic]) => topic);
  }

  /** Notes a failure and returns how long the topic rests, in ms. */
  failed(topic: string, now = performance.now()): number {
    const ms = Math.min(longestMs, (this.topics.get(topic)?.ms ?? firstMs / 2) * 2);
    this.topics.set(topic, { until: now + ms, ms });
    return ms;
  }

  worked(topic: string): void {
    this.topics.delete(topic);
  }
}
