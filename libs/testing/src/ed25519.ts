// Curve arithmetic for attacks on signatures, straight from RFC 8032, section 5.1; slow, variable in time, and never for anything real.
import { createHash } from 'node:crypto';

const p = 2n ** 255n - 19n;
/** Order of the group that keys live in. */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (value: bigint, modulus: bigint = p) => ((value % modulus) + modulus) % modulus;
const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let square = mod(base), rest = exponent; rest > 0n; square = mod(square * square), rest >>= 1n)
    if (rest & 1n) result = mod(result * square);
  return result;
};
const inverse = (value: bigint) => power(value, p - 2n);
const d = mod(-121665n * inverse(121666n));

type Point = readonly [x: bigint, y: bigint];

const add = ([x1, y1]: Point, [x2, y2]: Point): Point => {
  const crossed = mod(d * x1 * x2 * y1 * y2);
  return [
    mod((x1 * y2 + x2 * y1) * inverse(mod(1n + crossed))),
    mod((y1 * y2 + x1 * x2) * inverse(mod(1n - crossed))),
  ];
};

const littleEndian = (value: bigint, length = 32): Buffer =>
  Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex').reverse();
const fromLittleEndian = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);

const encode = ([x, y]: Point): Buffer => littleEndian(y | ((x & 1n) << 255n));

/** A square root modulo p, or undefined when there is none. */
function root(square: bigint): bigint | undefined {
  const candidate = power(square, (p + 3n) / 8n);
  for (const x of [candidate, mod(candidate * power(2n, (p - 1n) / 4n))])
    if (mod(x * x) === mod(square)) return x;
  return undefined;
}

/** A point of order 8: its double has y = 0, so that x² = y² there and d·y⁴ + 2·y² − 1 = 0. */
function ofOrderEight(): Point {
  const discriminant = root(1n + d) as bigint;
  for (const sign of [1n, -1n]) {
    const y = root(mod((sign * discriminant - 1n) * inverse(d)));
    const x = y === undefined ? undefined : root(mod((y * y - 1n) * inverse(mod(d * y * y + 1n))));
    if (x !== undefined && y !== undefined) return [x, y];
  }
  throw new RangeError('the curve has a point of order 8');
}

/**
 * Every encoding of the eight points of small order that a decoder may accept: both values of the sign bit, and y as well as y + p
 * where that fits in 255 bits.
 */
export function smallOrderEncodings(): readonly Buffer[] {
  const generator = ofOrderEight();
  const points: Point[] = [generator];
  while (points.length < 8) points.push(add(points.at(-1) as Point, generator));
  const encodings = points.flatMap(([, y]) =>
    [y, y + p]
      .filter((value) => value < 2n ** 255n)
      .flatMap((value) => [littleEndian(value), littleEndian(value | (1n << 255n))]),
  );
  return [...new Map(encodings.map((bytes) => [bytes.toString('hex'), bytes])).values()];
}

/** The same signature with S + L for S: it fulfils the equation, and only the range of S tells it apart (RFC 8032, section 5.1.7). */
export const withLargerS = (signature: Uint8Array): Buffer =>
  Buffer.concat([signature.subarray(0, 32), littleEndian(fromLittleEndian(signature.subarray(32)) + order)]);

/** A signature that fulfils the equation with a commitment R of small order; only who has the private key (32 secret bytes) can make it. */
export function withSmallOrderCommitment(
  secret: Uint8Array,
  publicKey: Uint8Array,
  message: Uint8Array,
): Buffer {
  const half = createHash('sha512').update(secret).digest().subarray(0, 32);
  half[0] = (half[0] as number) & 248;
  half[31] = ((half[31] as number) & 63) | 64;
  const commitment = encode([0n, 1n]);
  const challenge = createHash('sha512').update(commitment).update(publicKey).update(message).digest();
  return Buffer.concat([
    commitment,
    littleEndian(mod(fromLittleEndian(challenge) * fromLittleEndian(half), order)),
  ]);
}
