import type { Child } from 'hono/jsx';
import { Heading } from '../../view/layout.tsx';

export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly message: string;
  /** The stack, on sites that are being debugged. */
  readonly details?: string | undefined;
}

export function problemView({ status, title, message, details }: Problem): Child {
  return (
    <div class="narrow problem">
      <p class="status">{status}</p>
      <Heading title={title} lead={message} />
      {details === undefined ? null : <pre class="card">{details}</pre>}
    </div>
  );
}
