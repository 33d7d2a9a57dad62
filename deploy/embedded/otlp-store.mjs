// What the OTLP receiver keeps: the newest so many spans, log records and metric series, and no more.
import { attributes, integer, list, milliseconds, plain } from './otlp-attributes.mjs';

/**
 * @typedef {object} Span
 * @property {string} traceId
 * @property {string} spanId
 * @property {string | null} parentSpanId
 * @property {string} service
 * @property {string} name
 * @property {string} kind
 * @property {number} start milliseconds since the epoch
 * @property {number} end milliseconds since the epoch
 * @property {'unset' | 'ok' | 'error'} status
 * @property {string} statusMessage
 * @property {Record<string, import('./otlp-attributes.mjs').Plain>} attributes
 * @property {{ name: string, time: number, attributes: object }[]} events
 * @property {{ traceId: string, spanId: string, attributes: object }[]} links
 */

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS = /** @type {const} */ (['unset', 'ok', 'error']);

/** @param {any} resource */
const serviceOf = (resource) => String(attributes(resource?.attributes)['service.name'] ?? 'unknown');

/** Enumerations come as numbers or as names. @param {unknown} value @param {readonly string[]} names */
const named = (value, names) =>
  typeof value === 'number'
    ? (names[value] ?? names[0])
    : (names.find((name) => String(value).toLowerCase().endsWith(`_${name}`)) ?? names[0]);

/** @param {any} span @param {string} service @returns {Span} */
const toSpan = (span, service) => ({
  traceId: String(span.traceId).toLowerCase(),
  spanId: String(span.spanId).toLowerCase(),
  parentSpanId: span.parentSpanId ? String(span.parentSpanId).toLowerCase() : null,
  service,
  name: String(span.name),
  kind: String(named(span.kind, KINDS)),
  start: milliseconds(span.startTimeUnixNano),
  end: milliseconds(span.endTimeUnixNano),
  status: /** @type {Span['status']} */ (named(span.status?.code ?? 0, STATUS)),
  statusMessage: String(span.status?.message ?? ''),
  attributes: attributes(span.attributes),
  events: list(span.events).map((e) => ({
    name: String(e.name),
    time: milliseconds(e.timeUnixNano),
    attributes: attributes(e.attributes),
  })),
  links: list(span.links).map((l) => ({
    traceId: String(l.traceId).toLowerCase(),
    spanId: String(l.spanId).toLowerCase(),
    attributes: attributes(l.attributes),
  })),
});

/** @param {any} point @param {string} kind of metric */
const toPoint = (point, kind) => ({
  time: milliseconds(point.timeUnixNano),
  attributes: attributes(point.attributes),
  ...(kind === 'gauge' || kind === 'sum'
    ? { value: 'asDouble' in point ? Number(point.asDouble) : integer(point.asInt) }
    : {
        count: integer(point.count),
        sum: point.sum ?? null,
        bounds: point.explicitBounds,
        buckets: point.bucketCounts,
      }),
});

const METRIC_KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

export class OtlpStore {
  /** @type {Span[]} oldest first */
  #spans = [];
  /** @type {object[]} oldest first */
  #logs = [];
  /** @type {Map<string, object>} newest point by service, metric and attributes; least recently written first */
  #series = new Map();

  /**
   * The founding of the demonstration's company and all its stories make some 110,000 spans (a birthright 650, a statement of SQL each):
   * who looks a story up afterwards finds it whole.
   * @param {{ spans?: number, logs?: number, series?: number }} [limits] most that is kept
   */
  constructor({ spans = 150_000, logs = 20_000, series = 20_000 } = {}) {
    this.limits = { spans, logs, series };
  }

  /** @param {any} body ExportTraceServiceRequest */
  addTraces(body) {
    for (const { resource, scopeSpans } of list(body.resourceSpans))
      for (const scope of list(scopeSpans))
        this.#spans.push(...list(scope.spans).map((span) => toSpan(span, serviceOf(resource))));
    this.#spans = trimmed(this.#spans, this.limits.spans);
  }

  /** @param {any} body ExportLogsServiceRequest */
  addLogs(body) {
    for (const { resource, scopeLogs } of list(body.resourceLogs))
      for (const scope of list(scopeLogs))
        this.#logs.push(
          ...list(scope.logRecords).map((record) => ({
            service: serviceOf(resource),
            time: milliseconds(record.timeUnixNano ?? record.observedTimeUnixNano),
            severity: String(record.severityText ?? ''),
            body: plain(record.body),
            traceId: String(record.traceId ?? '').toLowerCase(),
            spanId: String(record.spanId ?? '').toLowerCase(),
            attributes: attributes(record.attributes),
          })),
        );
    this.#logs = trimmed(this.#logs, this.limits.logs);
  }

  /** @param {any} body ExportMetricsServiceRequest */
  addMetrics(body) {
    for (const { resource, scopeMetrics } of list(body.resourceMetrics))
      for (const scope of list(scopeMetrics))
        for (const metric of list(scope.metrics)) this.#addMetric(serviceOf(resource), metric);
  }

  /** @param {string} service @param {any} metric */
  #addMetric(service, metric) {
    const kind = METRIC_KINDS.find((name) => name in metric);
    if (kind === undefined) return;
    for (const raw of list(metric[kind].dataPoints)) {
      const point = toPoint(raw, kind);
      const key = JSON.stringify([service, metric.name, Object.entries(point.attributes).sort()]);
      this.#series.delete(key);
      this.#series.set(key, {
        service,
        name: String(metric.name),
        unit: String(metric.unit ?? ''),
        kind,
        ...point,
      });
    }
    for (const oldest of this.#series.keys()) {
      if (this.#series.size <= this.limits.series) break;
      this.#series.delete(oldest);
    }
  }

  /** @param {string} traceId @returns {Span[]} of one trace, by start */
  trace(traceId) {
    return this.#spans
      .filter((span) => span.traceId === traceId.toLowerCase())
      .sort((a, b) => a.start - b.start);
  }

  /**
   * Traces with a span that has these attributes (all of them on one span); without any, all traces. Newest first.
   * @param {[string, string][]} wanted @param {number} limit
   * @returns {{ traceId: string, start: number, spans: number, services: string[], root: string }[]}
   */
  traces(wanted, limit) {
    const matches = this.#spans.filter((span) =>
      wanted.every(([key, value]) => String(span.attributes[key]) === value),
    );
    const ids = [...new Set(matches.reverse().map((span) => span.traceId))].slice(0, limit);
    return ids.map((traceId) => this.#summary(traceId));
  }

  /**
   * Other traces with a span that is linked to this one, oldest first.
   * @param {string} traceId
   */
  linkedTo(traceId) {
    const wanted = traceId.toLowerCase();
    const linked = this.#spans.filter((span) => span.links.some((link) => link.traceId === wanted));
    const ids = new Set(linked.map((span) => span.traceId).filter((id) => id !== wanted));
    return [...ids].map((id) => this.#summary(id)).sort((a, b) => a.start - b.start);
  }

  /** @param {string} traceId */
  #summary(traceId) {
    const spans = this.trace(traceId);
    const root = spans.find((span) => span.parentSpanId === null) ?? spans[0];
    const services = [...new Set(spans.map((span) => span.service))];
    return { traceId, start: spans[0]?.start ?? 0, spans: spans.length, services, root: root?.name ?? '' };
  }

  /** @param {{ service?: string, name?: string }} wanted @returns {object[]} the newest point of every series */
  latestMetrics({ service, name }) {
    return [...this.#series.values()].filter((point) => {
      const { service: s, name: n } = /** @type {{ service: string, name: string }} */ (point);
      return (service === undefined || s === service) && (name === undefined || n === name);
    });
  }

  /** @param {{ traceId?: string, service?: string }} wanted @returns {object[]} oldest first */
  logs({ traceId, service }) {
    return this.#logs.filter((record) => {
      const { traceId: t, service: s } = /** @type {{ traceId: string, service: string }} */ (record);
      return (
        (traceId === undefined || t === traceId.toLowerCase()) && (service === undefined || s === service)
      );
    });
  }
}

/** @template T @param {T[]} list @param {number} most @returns {T[]} its end; cut in larger steps, not at every call */
const trimmed = (list, most) => (list.length > most * 1.1 ? list.slice(-most) : list);
