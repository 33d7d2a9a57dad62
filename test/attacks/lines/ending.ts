import { eventually } from '@countersign/demo/stage';
import { accountOf, type Scene } from '../stage/scene.js';

/** The two halves of P2P-03, and what they are called in the target. */
export const order = 'erp:purchase-order:create';
export const receive = 'erp:goods-receipt:post';
export const [ordering, receiving] = ['role:erp_po_create', 'role:erp_goods_receipt'];
/** How late after its end, or after whoever was away is back, access may go: R of the design, as these attacks measure it, ms. */
export const boundMs = 20_000;
/** How long until a half that was taken back is certainly gone, and what was found is looked at again, ms. */
export const settledMs = 300_000;

export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
/** What is asked for at the bank, which one process owner decides on, and what it is called there. */
export const statements = ['bank:login:use', 'bank:statement:read'];
export const readingStatements = 'role:bank_statement_read';

/** Where a permission is: its name says so. */
const targetOf = (scene: Scene, permission: string) =>
  permission.startsWith('role:bank_') ? scene.bank : scene.erp;
export const holds = async (scene: Scene, n: number, permission: string): Promise<boolean> =>
  (await targetOf(scene, permission).holds(accountOf(n))).includes(permission);

/** How long after `from` (ms, epoch) somebody no longer holds something. */
export async function goneAfter(scene: Scene, n: number, permission: string, from: number): Promise<number> {
  await eventually(`${permission} to be gone`, async () => !(await holds(scene, n, permission)), 90_000);
  return Date.now() - from;
}

/** What policy said first about a request, and why. */
export const firstAnswer = (scene: Scene, request: string): Promise<string> =>
  scene.wire
    .until(`an answer about ${request}`, () =>
      scene.wire.about(request).find(({ type }) => type.startsWith('policy.')),
    )
    .then(({ type }) => `${type} ${scene.requests.reasons(request)}`);
