/** Something that must be looked at. One open finding per code and subject. */
export interface Finding {
  readonly code: string;
  readonly subject: string;
  readonly message: string;
}
