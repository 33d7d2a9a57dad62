/** Which OAuth client of the deployment's OpenID provider speaks for which source, as the operator says: `<client>=<source>`. */
export class SourceClients {
  private readonly sources: ReadonlyMap<string, string>;

  constructor(names: readonly string[]) {
    this.sources = new Map(names.map((name) => name.split('=') as [string, string]));
  }

  /** The source that a client is, or null: no client is one by its name. */
  sourceOf(client: string): string | null {
    return this.sources.get(client) ?? null;
  }
}
