import type { AskedItem, RequestId } from '@countersign/contracts';
import { NoAnswer, ServiceRefused } from './cli.errors.js';
import { readTask, type Task, type TaskBytes } from './task.js';

/** Where the services answer and who is calling. The token is an access token (RFC 9068) of the deployment's OpenID provider. */
export interface ApiOptions {
  readonly request: string;
  readonly approval: string;
  readonly token: string;
}

/** What to ask for. Times are ISO instants. */
export interface Wish {
  readonly beneficiary: string;
  readonly items: readonly AskedItem[];
  readonly from?: string;
  readonly until?: string;
  readonly drops?: readonly RequestId[];
  readonly allOrNothing?: boolean;
  readonly reason: string;
}

/** The story of a request so far, with what it waits for and on whom. */
export interface Story {
  readonly request: string;
  readonly state: string;
  readonly waitsFor: { readonly on: string; readonly what: string; readonly until?: number | null } | null;
  readonly steps: readonly {
    readonly type: string;
    readonly iss: string;
    readonly iat: number;
    readonly hash: string;
    readonly body: unknown;
  }[];
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

/** How long one call may take, ms. */
const patienceMs = 15_000;

/**
 * Countersign's HTTP interfaces for people. Every call throws {@link ServiceRefused} with the service's own code and sentence, or
 * {@link NoAnswer}.
 */
export class CountersignApi {
  constructor(private readonly options: ApiOptions) {}

  /** Asks for access. The same key with the same wish is one request, however often it is sent. */
  submit(wish: Wish, idempotencyKey: string): Promise<{ request: string; hr: string }> {
    return this.call(`${this.options.request}/requests`, 'POST', wish, { 'idempotency-key': idempotencyKey });
  }

  story(request: string): Promise<Story> {
    return this.call(`${this.options.request}/requests/${encodeURIComponent(request)}`, 'GET');
  }

  withdraw(request: string, reason: string): Promise<{ request: string }> {
    return this.call(`${this.options.request}/requests/${encodeURIComponent(request)}/withdrawal`, 'POST', {
      reason,
    });
  }

  /** Everything that the caller may decide now. Throws what {@link readTask} throws: an inbox with something forged in it is not believed. */
  async inbox(): Promise<Task[]> {
    const tasks: Task[] = [];
    for (let after = ''; ;) {
      const page: { tasks: TaskBytes[]; next: string | null } = await this.call(
        `${this.options.approval}/tasks${after}`,
        'GET',
      );
      tasks.push(...page.tasks.map(readTask));
      if (page.next === null) return tasks;
      after = `?after=${encodeURIComponent(page.next)}`;
    }
  }

  /** What the caller may say no to now, as the service hands it out under this h(a): open, or approved. Throws what {@link readTask} throws. */
  async deniable(ha: string): Promise<Task> {
    return readTask(await this.call(`${this.options.approval}/tasks/${encodeURIComponent(ha)}`, 'GET'));
  }

  /** Hands in a signed vote (compact JWS). */
  vote(jws: string): Promise<{ request: string; state: string; votes: number }> {
    return this.call(`${this.options.approval}/votes`, 'POST', { vote: jws });
  }

  private async call<T>(
    url: string,
    method: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const init = {
      method,
      headers: {
        authorization: `Bearer ${this.options.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error' as const,
    };
    const { ok, status, answer } = await ask<T & Problem>(url, init);
    if (ok) return answer;
    throw new ServiceRefused(answer.code ?? 'UNKNOWN', answer.detail ?? `HTTP status ${status}`, status);
  }
}

async function ask<T>(url: string, init: RequestInit): Promise<{ ok: boolean; status: number; answer: T }> {
  try {
    const response = await fetch(url, init);
    return { ok: response.ok, status: response.status, answer: (await response.json()) as T };
  } catch (cause) {
    throw new NoAnswer(`nothing of Countersign answers at \`${url}\``, { cause });
  }
}
