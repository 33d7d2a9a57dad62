// `npm start` runs us below npm, often with a shell in between. When npm is ended in a way that it cannot pass on
// (SIGKILL), nobody would be left who could stop us: then we stop by ourselves.
import { birthOf, isAlive, parentOf } from './process-table.mjs';

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ash'];

/** npm may already be gone when we look; then the system's first process has become our parent. @param {{ pid: number, command: string } | null} parent */
const isOrphaned = (parent) => parent === null || (parent.pid === 1 && !/^(npm|node)/.test(parent.command));

/** @returns {import('./process-table.mjs').ProcessIdentity[] | null} npm, and the shell between npm and us if there is one; null when npm is gone */
function npmAboveUs() {
  const parent = parentOf(process.pid);
  const isShell = parent !== null && SHELLS.includes(parent.command);
  const npm = isShell ? parentOf(parent.pid) : parent;
  if (isOrphaned(npm)) return null;
  return [parent, npm].flatMap((found) => {
    const born = found && birthOf(found.pid);
    return found && born ? [{ pid: found.pid, born }] : [];
  });
}

/**
 * Call it before anything else, since npm may go at any time.
 * @param {() => void} onGone called once, within a second of npm being gone; never when npm did not start us
 */
export function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const watched = npmAboveUs();
  const timer = setInterval(() => {
    if (watched?.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, 1_000);
  timer.unref();
}
