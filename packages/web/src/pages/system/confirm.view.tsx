import type { Child } from 'hono/jsx';
import { tokenKey } from '../../session/csrf.ts';
import { ChangeForm } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import type { Visit } from '../page.ts';

/** Asks before something is done for a visitor who did not press one of our own buttons, or pressed it too late. */
export function confirmView({
  name,
  question,
  button,
  visit,
}: {
  name: string;
  question: string;
  button: string;
  visit: Visit;
}): Child {
  return (
    <div class="narrow">
      <Heading title={question} lead="Nothing has been done yet." />
      <ChangeForm
        visit={visit}
        action={name}
        label={button}
        cancel="./"
        hidden={Object.fromEntries(visit.query.without(tokenKey))}
      />
    </div>
  );
}
