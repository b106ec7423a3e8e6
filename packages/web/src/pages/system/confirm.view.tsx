import type { Child } from 'hono/jsx';
import { tokenKey } from '../../session/csrf.ts';
import { ChangeForm } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import type { Action, Visit } from '../page.ts';

/** Asks before something is done for a visitor who did not press one of our own buttons, or pressed it too late. */
export function confirmView({ action, question, visit }: { action: Action; question: string; visit: Visit }): Child {
  return (
    <div class="problem">
      <Heading trail={[]} title={question} />
      <p>Nothing has been done yet.</p>
      <ChangeForm visit={visit} action={action.name} hidden={Object.fromEntries(visit.query.without(tokenKey))}>
        <div class="buttons">
          <button type="submit">{action.button}</button>
        </div>
      </ChangeForm>
    </div>
  );
}
