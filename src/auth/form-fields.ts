/** What a form must send along with a request: the names of hidden fields → their values. */
export type FormFields = Readonly<Record<string, string>>;
