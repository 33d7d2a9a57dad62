import 'reflect-metadata';
import { readSettings } from '@countersign/service-kit/config';
import { runService } from '@countersign/service-kit/http';
import { settingsSpec } from './config.js';
import { startConnector } from './start-connector.js';

void runService('connector-postgres', (log) => startConnector(readSettings(settingsSpec), log)).then((code) =>
  process.exit(code),
);
