import { eventually } from '@countersign/demo/stage';
import { read } from '../checker/signed.js';
import type { Heard } from '../stage/wire.js';
import type { Scene } from '../stage/scene.js';
import { settledMs } from './ending.js';

/** How long after the end of a clearance it may still be used by a clock that is late, as the contract says, ms. */
const skewMs = 5_000;

/** Whether policy keeps nothing for a request any more; whoever ends keeps it still. */
export const isFreed = (scene: Scene, request: string): Promise<boolean> =>
  scene
    .lookInto<{ state: string }>('policy', 'SELECT state FROM reservation WHERE request = $1', [request])
    .then((rows) => rows.length > 0 && rows.every(({ state }) => state === 'released'));

/** Waits until the connector has said for good that it lacks what was given for a request: all that is missing is a look. */
export async function waitsForLook(scene: Scene, request: string): Promise<void> {
  const open = `SELECT FROM reservation r JOIN reserved_line l ON l.reservation = r.id
     WHERE r.request = $1 AND (l.state <> 'gone' OR l.answered_at IS NULL OR EXISTS (
       SELECT FROM clearance c WHERE c.reservation = r.id AND c.apply_before + ${skewMs} >= l.answered_at))`;
  await eventually(
    'the connector to lack it for good',
    async () => (await scene.lookInto('policy', open, [request])).length === 0,
    settledMs,
  );
}

/** Chain and number of what was said. */
const place = ({ text }: Heard): string => {
  const { chain, seq } = read(text)?.payload as { readonly chain: string; readonly seq: number };
  return `${chain} ${seq}`;
};

/** Whether an observer that speaks again says what it sees, from the `from`th statement that was heard, under a number that it said before. */
export function repeats(scene: Scene, service: string, from: number): Promise<boolean> {
  const topic = service.replace('-', '.');
  const look = () => {
    const own = scene.wire.heard.filter((one) => one.topic === topic);
    const before = new Set(own.filter(({ number }) => number < from).map(place));
    return own.some(
      (one) => one.number >= from && one.type === 'observer.observed.v1' && before.has(place(one)),
    );
  };
  return scene.wire.until(`${service} to say a number again`, look).catch(() => false);
}
