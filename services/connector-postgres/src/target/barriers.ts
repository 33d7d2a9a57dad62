import type { Barrier, Place } from '@countersign/connector-kit';

/** What the codes of `countersign.obstacle` mean, in a sentence for whoever reads the finding. */
const sentences: Readonly<Record<string, (place: Place) => string>> = {
  PERMISSION_UNKNOWN: ({ permission }) => `\`${permission}\` is no permission of a PostgreSQL target`,
  PERMISSION_NOT_MANAGED: ({ permission }) => `the target's owner has not handed \`${permission}\` over`,
  PERMISSION_MISSING: ({ permission }) => `the target has nothing that \`${permission}\` names`,
  PERMISSION_TOO_POWERFUL: ({ permission }) =>
    `\`${permission}\` leads to an attribute or a predefined role of the target by now`,
  ACCOUNT_RESERVED: ({ account }) => `\`${account}\` cannot be an account`,
  ACCOUNT_NOT_MANAGED: ({ account }) => `role \`${account}\` was made by somebody else and not handed over`,
  ACCOUNT_VANISHED: ({ account }) => `role \`${account}\` was dropped behind our back`,
  ACCOUNT_RECREATED: ({ account }) =>
    `role \`${account}\` is another one than was meant: it was dropped and created again`,
  ACCOUNT_TOO_POWERFUL: ({ account }) =>
    `\`${account}\` is a superuser, from whom nothing could be taken back`,
};

/** The barrier of an obstacle's code; an unknown one stands for the target's own refusal, with its SQLSTATE. */
export function barrierOf(code: string, place: Place, sqlState?: string): Barrier {
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (sentence) return { code, message: sentence(place) };
  const { account, permission } = place;
  return {
    code: 'TARGET_REFUSED',
    message: `the target refused \`${permission}\` for \`${account}\` (SQLSTATE \`${sqlState ?? 'unknown'}\`)`,
  };
}
