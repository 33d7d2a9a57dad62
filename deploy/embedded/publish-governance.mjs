// The first governance documents of a run: bundle and key registry, signed by the custodians, published by the
// governance command. Services become ready once they have believed them.

/**
 * @param {object} options
 * @param {import('./duties.mjs').Inventory} options.inventory `keys` says whose key may sign what
 * @param {import('./duties.mjs').Process} options.command the governance process of the inventory
 * @param {Record<string, string>} options.environment its whole environment, secrets by file
 * @param {import('./secrets.mjs').SecretFiles} options.files `custodians` and `trustAnchor` to sign with, `signingKeys` to register
 * @param {string} options.root the repository
 * @param {import('./run.mjs').Run} options.run spawn with `runToEnd` of `owned-process.mjs`, so that nothing survives
 * @param {(line: string) => void} options.log
 * @returns {Promise<void>} when the documents have been accepted by the broker
 */
export async function publishGovernance({ log }) {
  // ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
  // TO BE COMPLETED (issue 3) together with services/governance: sign deploy/policy/* and the key registry with
  // THRESHOLD of the custodians' keys, then run the governance command to publish both.
  // ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
  log('governance: no document is published yet');
}
