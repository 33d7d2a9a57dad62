import 'reflect-metadata';
import { readSettings } from '@countersign/service-kit/config';
import { runService } from '@countersign/service-kit/http';
import { settingsSpec } from './config.js';
import { startObserver } from './start-observer.js';

void runService('observer-postgres', (log) => startObserver(readSettings(settingsSpec), log)).then((code) =>
  process.exit(code),
);
