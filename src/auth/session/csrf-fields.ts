import type { Request, Response } from 'express';
import type { FormFields } from '../../web/form.tsx';
import { CSRF_FIELD, csrfToken } from './csrf.ts';

/** What a form sends back to show that it was ours. */
export function csrfFields(request: Request, response: Response): FormFields {
  return { [CSRF_FIELD]: csrfToken(request, response) };
}
