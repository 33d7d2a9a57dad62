import { type Stats, readFileSync, statSync } from 'node:fs';
import { BadSettingFile } from './settings.errors.js';

/** Keys, passwords and trust anchors are small; a larger file is a wrong path. */
const maxBytes = 65_536;
/** Bits of "others": nobody outside of owner and group may read or change a secret. */
const others = 0o007;
/** Bits that let group or others change a file. */
const writableByOthers = 0o022;

/** A file that a setting names. Holds the path only; the content is read, and the file checked again, on each call. */
export interface SettingFile {
  readonly path: string;
  /** The content as UTF-8, without one final line break. Throws {@link BadSettingFile}. */
  read(): string;
}

const mode = (stats: Stats): string => `0${(stats.mode & 0o777).toString(8)}`;

function readChecked(path: string, refuse: (stats: Stats) => string | undefined): string {
  let stats: Stats;
  let text: string;
  try {
    stats = statSync(path);
    if (!stats.isFile()) throw new BadSettingFile('it is not a file');
    if (stats.size > maxBytes) throw new BadSettingFile(`it is larger than ${maxBytes} bytes`);
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    if (cause instanceof BadSettingFile) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new BadSettingFile(`the file cannot be read: ${reason}`, { cause });
  }
  const refusal = refuse(stats);
  if (refusal) throw new BadSettingFile(refusal);
  if (text.length === 0) throw new BadSettingFile('the file is empty');
  return text;
}

/**
 * Reads a secret. The file must be a regular one, readable by this process, not empty, at most 64 KiB, and closed
 * to everybody but owner and group. Throws {@link BadSettingFile}, which never holds content.
 */
export const readSecretFile = (path: string): string =>
  readChecked(path, (stats) =>
    stats.mode & others
      ? `everybody on this machine can reach the file (mode ${mode(stats)}); use 0600`
      : undefined,
  );

/** Reads a public file that is trusted all the same, such as the custodians' keys: only its owner may be able to change it. */
export const readTrustedFile = (path: string): string =>
  readChecked(path, (stats) =>
    stats.mode & writableByOthers
      ? `others than its owner can change the file (mode ${mode(stats)}); use 0644`
      : undefined,
  );
