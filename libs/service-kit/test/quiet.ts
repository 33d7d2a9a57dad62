import { Logger } from '@nestjs/common';

/** Specs make things fail on purpose; set KIT_TEST_LOGS to see what is logged about it. */
if (!process.env['KIT_TEST_LOGS']) Logger.overrideLogger(false);
