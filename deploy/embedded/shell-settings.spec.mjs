// What a shell makes of the file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { loadInventory } from './duties.mjs';
import { shellSettings } from './shell-settings.mjs';

const about = {
  deployment: 'demonstration-1',
  runDir: `/tmp/it's a "run"; $(echo no)`,
  inventory: loadInventory(),
  addresses: {
    kafka: '127.0.0.1:9092,127.0.0.1:9093',
    'openid-provider': 'http://127.0.0.1:1',
    request: 'http://127.0.0.1:2',
    'target-erp': 'postgres://127.0.0.1:3/erp',
  },
};

/** @param {string} script @returns {string[]} lines that a shell prints after reading the settings */
const said = (script) =>
  execFileSync('sh', ['-euc', `${shellSettings(about)}${script}`], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
    .trimEnd()
    .split('\n');

describe('the settings of a run for a shell', () => {
  it('say where things are, whatever signs a path has', () => {
    const { kafka, request, 'openid-provider': issuer, 'target-erp': target } = about.addresses;
    assert.deepEqual(
      said('printf "%s\\n" "$RUN" "$DEPLOYMENT" "$BROKERS" "$ISSUER" "$REQUEST" "$TARGET_ERP"'),
      [about.runDir, about.deployment, kafka, issuer, request, target],
    );
  });

  it('leave out a part that does not run, and export nothing to what the shell starts', () => {
    assert.deepEqual(said('echo "${APPROVAL-none} ${OTLP-none}"'), ['none none']);
    assert.deepEqual(said("env | grep -cE '^(RUN|DEPLOYMENT|BROKERS|ISSUER|REQUEST)=' || true"), ['0']);
  });
});
