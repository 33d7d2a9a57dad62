import { type Clock, CountersignError } from '@countersign/contracts';
import { type HttpRequest, Public, verifyWebhook, webhookHeader } from '@countersign/service-kit/http';
import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { RequestApi } from '../request-api.js';
import { readStructured } from './structured-event.js';
import type { TakenIn } from './take-in-once.handler.js';

/** The secrets of sources that may send by HTTP; several a source while one is being replaced. */
export abstract class WebhookSecrets {
  abstract of(source: string): readonly string[];
}

/** No source of this name sends by HTTP. */
export class UnknownSource extends CountersignError {
  readonly code = 'UNKNOWN_SOURCE';
  readonly retriable = false;
}

/** Events of sources over HTTP: CloudEvents 1.0 in structured mode, signed by HMAC over the raw body, taken in once. */
@Controller('events')
export class WebhookController {
  constructor(
    @Inject(RequestApi) private readonly api: RequestApi,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
    @Inject('clock') private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(202)
  @Public()
  async take(@Req() request: HttpRequest): Promise<TakenIn> {
    const event = readStructured(request.body);
    const secrets = this.secrets.of(event.source);
    if (secrets.length === 0) throw new UnknownSource(`no source \`${event.source}\` sends by HTTP here`);
    const body = request.rawBody ?? Buffer.alloc(0);
    const header = request.headers[webhookHeader];
    const { signature } = verifyWebhook({ header, body, secrets, now: this.clock.now() });
    return this.api.event(event, signature);
  }
}
