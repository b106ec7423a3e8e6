import type { Child } from 'hono/jsx';
import { Heading } from '../../view/layout.tsx';

export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly message: string;
  /** The stack, on sites that are being debugged. */
  readonly details?: string | undefined;
}

export function problemView({ title, message, details }: Problem): Child {
  return (
    <div class="problem">
      <Heading trail={[]} title={title} />
      <p>{message}</p>
      {details === undefined ? null : <pre>{details}</pre>}
    </div>
  );
}
