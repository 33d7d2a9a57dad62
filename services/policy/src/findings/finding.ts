/** Something that must be looked at. One open finding per code and subject. `dueAt` (ms): by when it is to be settled, where the law says so. */
export interface Finding {
  readonly code: string;
  readonly subject: string;
  readonly message: string;
  readonly dueAt?: number;
}
