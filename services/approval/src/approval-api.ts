import { CountersignError } from '@countersign/contracts';
import { personOfLogin } from '@countersign/service-kit/facts';
import type { Caller } from '@countersign/service-kit/http';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { ApprovalDeps } from './approval-deps.js';
import { deniableTask } from './tasks/deniable-task.handler.js';
import { type InboxPage, type InboxTask, inboxOf } from './tasks/inbox.handler.js';
import { castVote, type VoteResult } from './vote/cast-vote.handler.js';

/** The login is nobody's whom a source has enrolled, or not a person acting herself. */
export class NotAPerson extends CountersignError {
  readonly code = 'NOT_A_PERSON';
  readonly retriable = false;
}

/** What HTTP callers may do, each in a transaction of its own, as the person that a source bound to their login. */
export class ApprovalApi {
  constructor(
    private readonly database: DataSource,
    private readonly deps: ApprovalDeps,
  ) {}

  /** See {@link castVote}. Throws {@link NotAPerson} for systems, agents, and whoever acts for somebody else. */
  castVote(caller: Caller, vote: string): Promise<VoteResult> {
    return inTransaction(this.database, async (tx) =>
      castVote(this.deps, tx, await this.person(tx, caller), vote),
    );
  }

  /** See {@link inboxOf}. */
  inbox(caller: Caller, after: string | null): Promise<InboxPage> {
    return inTransaction(this.database, async (tx) =>
      inboxOf(this.deps, tx, await this.person(tx, caller), after),
    );
  }

  /** See {@link deniableTask}. */
  deniable(caller: Caller, ha: string): Promise<InboxTask> {
    return inTransaction(this.database, async (tx) =>
      deniableTask(this.deps, tx, await this.person(tx, caller), ha),
    );
  }

  private async person(tx: EntityManager, { issuer, subject, isClient, actors }: Caller): Promise<string> {
    const herself = !isClient && actors.length === 0;
    const person = herself ? await personOfLogin(tx, issuer, subject, this.deps.clock.now()) : null;
    if (!person)
      throw new NotAPerson('only a person decides, herself and under a login that a source enrolled');
    return person;
  }
}
