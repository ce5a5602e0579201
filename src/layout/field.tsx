import type { VNode } from 'preact';
import { MIN_LENGTH } from '../users/password-rules.ts';

interface FieldProperties {
  readonly label: string;
  readonly name: string;
  /** What password managers know it by; what is typed is hidden unless they are `off`. */
  readonly autocomplete: 'current-password' | 'new-password' | 'off';
  /** What stands there already. */
  readonly value?: string | undefined;
  /** Whether it may be left empty. */
  readonly isOptional?: boolean;
  readonly maxLength?: number;
  /** What is wrong with the value that was sent, as sentences. */
  readonly problems?: readonly string[] | undefined;
}

/**
 * A labelled input, and below it what is wrong with it; a screen reader says the two together.
 */
export function Field({
  label,
  isOptional = false,
  problems = [],
  ...input
}: FieldProperties): VNode {
  const isSecret = input.autocomplete !== 'off';
  const isWrong = problems.length > 0;
  const id = `${input.name}-problems`;
  const attributes = {
    ...input,
    minLength: input.autocomplete === 'new-password' ? MIN_LENGTH : undefined,
    required: !isOptional,
    'aria-invalid': isWrong ? true : undefined,
    'aria-describedby': isWrong ? id : undefined,
  };
  return (
    <>
      <label>
        {label}
        {isSecret ? <input type="password" {...attributes} /> : <input {...attributes} />}
      </label>
      {isWrong && <Problems id={id} problems={problems} />}
    </>
  );
}

interface ProblemsProperties {
  readonly id?: string;
  readonly problems: readonly string[] | undefined;
}

/** What is wrong; nothing where there is nothing. */
export function Problems({ id, problems = [] }: ProblemsProperties): VNode | null {
  if (problems.length === 0) return null;
  return (
    <p role="alert" id={id}>
      {problems.join(' ')}
    </p>
  );
}

interface CurrentPasswordProperties {
  readonly label: string;
  readonly problems: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Asks the sender of a form for their password, before what a stolen session must not do. */
export function CurrentPassword({ label, problems }: CurrentPasswordProperties): VNode {
  return (
    <Field
      label={label}
      name="current_password"
      autocomplete="current-password"
      problems={problems?.current_password}
    />
  );
}

/** Hidden from people; password managers want to know whose password it is. */
export function OwnUsername({ username }: { readonly username: string | undefined }): VNode {
  return (
    <input type="text" name="username" value={username} autocomplete="username" readonly hidden />
  );
}
