import type { RootView } from './root-view.js';
import type { Setting } from './setting.js';

/** A setting with the view of each root, made once. */
export interface Inquiry extends Setting {
  readonly viewOf: (root: string) => RootView;
  /** The same by nothing that an account carries. */
  readonly apartViewOf: (root: string) => RootView;
}
