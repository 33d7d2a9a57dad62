import type { PipeTransform } from '@nestjs/common';
import type { Validator } from '@countersign/contracts';

/**
 * Pipe for `@Body(checked(validate))`, `@Query(…)`, `@Param(…)`: nothing is coerced, filled in or left out; what does not
 * fit the schema is a 422 that names the place.
 */
export const checked = <T>(validate: Validator<T>): PipeTransform<unknown, T> => ({
  transform: (value) => validate(value),
});
