import { CountersignError } from '@countersign/contracts';

/** The source is not one that may send events of this type. */
export class NotSentByThisSource extends CountersignError {
  readonly code = 'TYPE_NOT_FOR_SOURCE';
  readonly retriable = false;
}

/** What is taken from which source, as `<source>/<type>`. A source that is not named is not heard at all. */
export class HeardEvents {
  private readonly names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.names = new Set(names);
  }

  /** Throws `TYPE_NOT_FOR_SOURCE`. */
  require(source: string, type: string): void {
    if (!this.names.has(`${source}/${type}`))
      throw new NotSentByThisSource(
        `source \`${source}\` does not send \`${type}\`; add it to \`sends\` in deploy/duties.yaml if it should`,
        { details: { source, type } },
      );
  }
}
