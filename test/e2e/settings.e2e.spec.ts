import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Process } from '../../deploy/embedded/duties.mjs';
import { about, inventory } from './system/running-system.js';
import { runService } from './system/service-process.js';

/** `EX_CONFIG` of sysexits.h: nobody need start it again before somebody has changed its settings. */
const badSettings = 78;
const services = inventory.processes.filter(({ kind }) => kind === 'service');
const environmentOf = ({ name }: Process) => about().environments[name] ?? {};
const policy = services.find(({ name }) => name === 'policy') as Process;

/** Variables that the lines of a log name as wrong. */
const namedIn = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const { fields } = JSON.parse(line) as { readonly fields?: { readonly variable?: string } };
      return fields?.variable ?? [];
    })
    .sort();

describe('a service with wrong settings stops and names every variable', () => {
  it.each(services)('$name, given nothing', async (service) => {
    const { code, output } = await runService(service, {});
    const needed = service.environment.filter((variable) => !variable.startsWith('OTEL_')).sort();
    expect([code, namedIn(output)]).toEqual([badSettings, needed]);
  });

  describe('of files and values', () => {
    let folder: string;
    beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'countersign-settings-'))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('that are not as they must be, and prints none of them', async () => {
      const file = (name: string, mode: number) => {
        writeFileSync(join(folder, name), 'a-secret-of-somebody');
        chmodSync(join(folder, name), mode);
        return join(folder, name);
      };
      const wrong = {
        COUNTERSIGN_DEPLOYMENT: 'Not A Name',
        HTTP_PORT: '99999',
        KAFKA_BROKERS: 'nowhere',
        KAFKA_USERNAME: 'Policy',
        KAFKA_CONSUMES: '',
        KAFKA_PASSWORD_FILE: file('open-to-all', 0o644),
        DATABASE_URL: 'postgres://policy:a-secret-of-somebody@127.0.0.1/policy',
        DATABASE_PASSWORD_FILE: join(folder, 'not-there'),
        CUSTODIANS_FILE: file('changed-by-all', 0o666),
      };
      const { code, output } = await runService(policy, { ...environmentOf(policy), ...wrong });
      expect([code, namedIn(output)]).toEqual([badSettings, Object.keys(wrong).sort()]);
      expect(output).not.toContain('a-secret-of-somebody');
    });

    it('that stand where only a file may', async () => {
      const environment = { ...environmentOf(policy), DATABASE_PASSWORD: 'a-secret-of-somebody' };
      const { code, output } = await runService(policy, environment);
      expect([code, namedIn(output)]).toEqual([badSettings, ['DATABASE_PASSWORD_FILE']]);
      expect(output).toContain('DATABASE_PASSWORD');
      expect(output).not.toContain('a-secret-of-somebody');
    });
  });

  it('and one that was given the custodians of another deployment does not start', async () => {
    const { code, output } = await runService(policy, {
      ...environmentOf(policy),
      COUNTERSIGN_DEPLOYMENT: 'elsewhere',
    });
    expect(code).toBe(70);
    expect(output).toContain('elsewhere');
  });
});
