import { cut } from '@countersign/contracts';
import type { Holding, Seen } from '@countersign/contracts/observer';
import type { Finding } from '../findings/finding.js';
import { isGone, isLater, type Place, type PlacedLine, placeKey } from './place.decision.js';

/** Places whose access was there before it was ordered, by {@link placeKey}, and by when (ms) each is to be asked for; Infinity: the law does not say. */
export type Adopted = ReadonlyMap<string, number>;

/** Every code that a comparison can come to; each observation decides all of them anew. */
export const comparisonCodes = [
  'ACCESS_NEVER_ORDERED',
  'ACCESS_ADOPTED',
  'ACCESS_NOT_REMOVED',
  'ACCESS_OVERDUE',
  'ACCESS_MISSING',
  'ACCESS_CAN_BE_PASSED_ON',
  'ACCESS_GRANTED_BESIDE',
  'TARGET_ODDITY',
] as const;

const finding = (
  code: (typeof comparisonCodes)[number],
  subject: string,
  message: string,
  dueAt = Infinity,
): Finding => ({
  code,
  subject,
  message: cut(message, 600),
  ...(dueAt === Infinity ? {} : { dueAt }),
});

/** Whether a line explains that its place holds: it is applied, or its order may just have been carried out, or its removal is younger than the look. */
const explains = (line: PlacedLine, begun: number): boolean =>
  line.state === 'applied' ||
  line.state === 'held' ||
  (line.state === 'reserved' && line.underWay) ||
  (line.state === 'gone' && !isLater(line, begun));

/** How long (ms) after its end access may still be seen: its connector ends it within seconds by itself, needing nobody. */
const overdueMs = 60_000;
const isOver = ({ ends }: PlacedLine, begun: number): boolean => ends !== null && begun >= ends;
const isOverdue = ({ ends }: PlacedLine, begun: number): boolean =>
  ends !== null && begun >= ends + overdueMs;

/** Access that was to be gone is still accounted for: its slot is kept until it is. */
const isLeaving = (lines: readonly PlacedLine[]): boolean => lines.some(isGone);

function unexplained(
  place: Place,
  holding: Holding,
  lines: readonly PlacedLine[],
  adopted: Adopted,
): Finding {
  const subject = placeKey(place);
  const mayStay = adopted.get(subject);
  const how = `\`${holding.account}\` holds \`${holding.permission}\`, granted by \`${holding.grantor ?? 'unknown'}\`,`;
  if (isLeaving(lines))
    return finding('ACCESS_NOT_REMOVED', subject, `${how} though its connector says it was removed`);
  return mayStay === undefined
    ? finding('ACCESS_NEVER_ORDERED', subject, `${how} without an order`)
    : finding(
        'ACCESS_ADOPTED',
        subject,
        `${how} from before it was ordered; what is to stay is asked for`,
        mayStay,
      );
}

/** Every line that explains a place has been over for so long that its connector must have ended it. */
const overdue = (key: string, { account, permission }: Holding): Finding =>
  finding(
    'ACCESS_OVERDUE',
    key,
    `\`${account}\` still holds \`${permission}\`, whose time is over; its connector has not ended it`,
  );

/** One order makes one grant, which its holder cannot pass on: whatever else stands at an ordered place is somebody else's doing. */
function besidesOrdered(subject: string, holdings: readonly Holding[]): Finding[] {
  const direct = holdings.filter(({ via }) => via.length === 0);
  const grantors = [...new Set(direct.map(({ grantor }) => grantor ?? 'unknown'))].sort();
  const passable = holdings.filter(({ options }) => options.includes('admin') || options.includes('grant'));
  return [
    ...(grantors.length > 1
      ? [finding('ACCESS_GRANTED_BESIDE', subject, `granted more than once: by ${grantors.join(', ')}`)]
      : []),
    ...passable
      .slice(0, 1)
      .map(({ grantor }) =>
        finding(
          'ACCESS_CAN_BE_PASSED_ON',
          subject,
          `its holder can give it to others; granted by \`${grantor ?? 'unknown'}\``,
        ),
      ),
  ];
}

const byPlace = <T extends Place>(items: readonly T[]): ReadonlyMap<string, readonly T[]> => {
  const places = new Map<string, T[]>();
  for (const item of items) {
    const key = placeKey(item);
    const here = places.get(key);
    if (here) here.push(item);
    else places.set(key, [item]);
  }
  return places;
};

/** Places that hold what nobody ordered there, each once. */
export function neverOrdered({ system, begun, holdings }: Seen, lines: readonly PlacedLine[]): Place[] {
  const reserved = byPlace(lines);
  const places = byPlace(holdings.map(({ account, permission }) => ({ system, account, permission })));
  return [...places].flatMap(([key, [first]]) => {
    const here = reserved.get(key) ?? [];
    return first === undefined || isLeaving(here) || here.some((line) => explains(line, begun))
      ? []
      : [first];
  });
}

/**
 * What has to be looked at when a target is compared with what is reserved there: access that nothing explains, adopted or not, access that is there after its
 * removal or long after its end, or not there though it was applied, grants beside ours, and whatever the observer calls odd. Order by place.
 */
export function compare(
  { system, begun, holdings, oddities }: Seen,
  lines: readonly PlacedLine[],
  adopted: Adopted,
): Finding[] {
  const reserved = byPlace(lines);
  const held = byPlace(holdings.map((holding) => ({ system, ...holding })));
  const there = [...held].flatMap(([key, found]) => {
    const here = reserved.get(key) ?? [];
    const first = found[0] as Place & Holding;
    const explaining = here.filter((line) => explains(line, begun));
    if (explaining.length === 0) return [unexplained(first, first, here, adopted)];
    const late = explaining.every((line) => isOverdue(line, begun));
    return [...(late ? [overdue(key, first)] : []), ...besidesOrdered(key, found)];
  });
  const missing = lines
    .filter(
      (line) => ['applied', 'held'].includes(line.state) && isLater(line, begun) && !isOver(line, begun),
    )
    .filter((line) => !held.has(placeKey(line)))
    .map((line) =>
      finding(
        'ACCESS_MISSING',
        placeKey(line),
        `applied for \`${line.request}\` and not there: somebody removed it`,
      ),
    );
  const odd = oddities.map(({ account, what }) =>
    finding('TARGET_ODDITY', `${system} ${account} ${what}`, `\`${account}\` ${what}`),
  );
  return [...there, ...missing, ...odd];
}
