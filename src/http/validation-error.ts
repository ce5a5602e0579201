import { HttpError } from './errors.ts';

/** 400: fields that do not hold; the body names each with its messages, as DRF's serializers do. */
export class ValidationError extends HttpError {
  declare readonly body: Readonly<Record<string, readonly string[]>>;
  constructor(messages: Readonly<Record<string, readonly string[]>>) {
    super(400, messages);
  }
}
