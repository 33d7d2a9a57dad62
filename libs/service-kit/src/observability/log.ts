import { type Clock, systemClock } from '@countersign/contracts';
import { trace } from '@opentelemetry/api';
import { escaped } from './escaped.js';
import { redact, redactText } from './redact.js';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a line says besides its sentence: ids and numbers, never names of people. A field `error` gives the line its code. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line of JSON per call; never throws. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LogOptions {
  /** Name of the process, as in deploy/duties.yaml. */
  readonly service: string;
  /** Least level written; default `info`. */
  readonly level?: LogLevel;
  readonly clock?: Clock;
  /** Takes a whole line with its end; default standard output. */
  readonly write?: (line: string) => void;
}

const codeOf = (fields: LogFields | undefined): string | undefined => {
  const code = fields?.code ?? (fields?.error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? redactText(code) : undefined;
};

function lineOf(service: string, at: number, level: LogLevel, message: string, fields?: LogFields): string {
  const span = trace.getActiveSpan()?.spanContext();
  const { code: _, ...rest } = fields ?? {};
  const line = JSON.stringify({
    time: new Date(at).toISOString(),
    level,
    service,
    message: redactText(message),
    code: codeOf(fields),
    trace_id: span?.traceId,
    span_id: span?.spanId,
    fields: Object.keys(rest).length > 0 ? redact(rest) : undefined,
  });
  return `${escaped(line)}\n`;
}

/**
 * The log of a process: JSON lines `{time, level, service, message, code?, trace_id?, span_id?, fields?}`, times in ISO 8601.
 * Everything written passes {@link redact}; a value that cannot be read costs the fields, never the line or the caller.
 */
export function createLog(options: LogOptions): Log {
  const { service, level: least = 'info', clock = systemClock } = options;
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(least)) return;
    try {
      write(lineOf(service, clock.now(), level, message, fields));
    } catch {
      write(lineOf(service, clock.now(), level, message, { unreadable: true }));
    }
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
