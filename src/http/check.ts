import type { Request, Response } from 'express';

/** Looks at a request before anything is done for it. It throws what refuses the request, and else returns. */
export type Check = (request: Request, response: Response) => void;
