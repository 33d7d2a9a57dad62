/** Names of fields whose text is never shown. Numbers stay: a fencing token is a number and no secret. */
const secretName =
  /secret|passw|passphrase|token|authorization|cookie|credential|private|api[-_]?key|signature|verifier|^(d|jws|jwt)$/i;
const hidden = '[redacted]';

/** Text that is a secret or names a person wherever it stands, and what is shown instead. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, hidden],
  [/\beyJ[\w-]{5,}(\.[\w-]*){1,4}/g, hidden],
  [/\b(bearer|basic|dpop)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  [/:\/\/([^\s:/@]*):[^\s/@]+@/g, `://$1:${hidden}@`],
  [/SCRAM-SHA-\d+\$\S+/g, hidden],
  [/("d"\s*:\s*")[\w-]{16,}/g, `$1${hidden}`],
  [
    /\b(password|passwd|secret|token|api[-_]?key)(["'`]?\s{0,4}[=:]\s{0,4}["'`]?)[^\s"'`,;&]{6,}/gi,
    `$1$2${hidden}`,
  ],
  [/[\w.+-]{1,64}@[\w-]{1,64}(\.[\w-]{1,64})+/g, hidden],
];

/** Longest text kept, in UTF-16 units; a log line is no place for documents. */
const maxText = 4096;
const maxItems = 50;
const maxDepth = 6;

/** The text with secrets, tokens and mail addresses blacked out, cut after 4096 characters. */
export function redactText(text: string): string {
  const cut = text.length > maxText ? `${text.slice(0, maxText)}…` : text;
  return secretForms.reduce((shown, [form, instead]) => shown.replace(form, instead), cut);
}

/** The places only: the text before them repeats the message, over as many lines as that has. */
const framesOf = (stack: string): string =>
  redactText((stack.match(/^ {4}at .{1,300}/gm) ?? []).slice(0, 12).join('\n'));

function redactError(error: Error, depth: number): object {
  const { code, details, cause } = error as Error & { code?: unknown; details?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' && { code: redactText(code) }),
    message: redactText(error.message),
    ...(details !== undefined && { details: redact(details, depth + 1) }),
    ...(error.stack && { stack: framesOf(error.stack) }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}

function redactObject(value: object, depth: number): unknown {
  const shown: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value).slice(0, maxItems)) {
    const secret = secretName.test(name) && (typeof inner === 'string' || typeof inner === 'object');
    shown[redactText(name)] = secret && inner !== null ? hidden : redact(inner, depth + 1);
  }
  return shown;
}

function redactNested(value: object, depth: number): unknown {
  if (depth >= maxDepth) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return redactNested([...value], depth);
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redact(item, depth + 1));
  return redactObject(value, depth);
}

/**
 * A copy of any value that is safe to log: what looks like a secret or token is blacked out, bytes are counted only,
 * depth (6), items (50) and text (4096) are bounded, and what JSON cannot hold becomes text.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  return typeof value === 'object' && value !== null ? redactNested(value, depth) : value;
}
