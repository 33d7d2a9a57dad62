// `npm start` runs us below npm, often with a shell in between. When npm is ended in a way that it cannot pass on
// (SIGKILL), nobody would be left who could stop us: then we stop by ourselves.
import { birthOf, isAlive, parentOf } from './process-table.mjs';

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ash'];

/** @returns {import('./process-table.mjs').ProcessIdentity[]} npm, and the shell between npm and us if there is one */
function npmAboveUs() {
  if (!process.env.npm_lifecycle_event) return [];
  const parent = parentOf(process.pid);
  const above = parent && SHELLS.includes(parent.command) ? [parent, parentOf(parent.pid)] : [parent];
  return above.flatMap((found) => {
    const born = found && birthOf(found.pid);
    return found && born ? [{ pid: found.pid, born }] : [];
  });
}

/** @param {() => void} onGone called once, within a second of npm being gone; never when npm did not start us */
export function watchNpm(onGone) {
  const watched = npmAboveUs();
  const timer = setInterval(() => {
    if (watched.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, 1_000);
  timer.unref();
}
