import type { LoggerService } from '@nestjs/common';
import type { Log, LogFields } from './log.js';

/** Parts of Nest that tell their life at every start; of no use to an operator. */
const chatty = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

function split(
  message: unknown,
  rest: readonly unknown[],
): { text: string; fields: LogFields; context?: string } {
  const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
  const more = context === undefined ? rest : rest.slice(0, -1);
  const fields = {
    ...(context !== undefined && { context }),
    ...(message instanceof Error && { error: message }),
    ...(more.length > 0 && { more }),
  };
  if (message instanceof Error) return { text: message.message, fields, context };
  return typeof message === 'string'
    ? { text: message, fields, context }
    : { text: 'framework message', fields: { ...fields, message }, context };
}

/** Nest's own messages in our log. Start-up chatter goes to `debug`, `fatal` to `error`. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    const { text, fields, context } = split(message, rest);
    this.target[context !== undefined && chatty.has(context) ? 'debug' : 'info'](text, fields);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    const { text, fields } = split(message, rest);
    this.target.warn(text, fields);
  }

  error(message: unknown, ...rest: unknown[]): void {
    const { text, fields } = split(message, rest);
    this.target.error(text, fields);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    const { text, fields } = split(message, rest);
    this.target.debug(text, fields);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.debug(message, ...rest);
  }
}
