import type { Child } from 'hono/jsx';
import type { Visit } from '../pages/page.ts';
import { tokenKey } from '../session/csrf.ts';

export type Choice = readonly [value: string | number, label: string];

/** Selections above a list; they act at once where scripts run. Other parameters stay, the place in the list does not. */
export function Filters({ visit, names, children }: { visit: Visit; names: readonly string[]; children?: Child }): Child {
  return (
    <form class="filters" method="get" action={visit.page} data-autosubmit>
      {visit.query.without('start', ...names).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <noscript>
        <button type="submit">Apply</button>
      </noscript>
    </form>
  );
}
export function Select({ name, label, value, choices }: { name: string; label: string; value: string | number | undefined; choices: readonly Choice[] }): Child {
  const isKnown = value === undefined || choices.some(([choice]) => String(choice) === String(value));
  const all: readonly Choice[] = isKnown ? choices : [...choices, [value, String(value)]];
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        {all.map(([choice, text]) => (
          <option value={String(choice)} selected={String(choice) === String(value ?? '')}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
export function TextField({ name, label, value, hint, required = false }: { name: string; label: string; value?: string | number | null | undefined; hint?: string; required?: boolean }): Child {
  return (
    <label>
      <span>{label}</span>
      <input type="text" name={name} value={value ?? ''} required={required} autocomplete="off" />
      {hint ? <small>{hint}</small> : null}
    </label>
  );
}
export function Checkbox({ name, label, checked, value = 'on' }: { name: string; label: string; checked?: boolean; value?: string | number }): Child {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={String(value)} checked={checked} /> <span>{label}</span>
    </label>
  );
}

/** A form that changes something: it is posted, and carries the token. */
export function ChangeForm({ visit, action, children, hidden = {} }: { visit: Visit; action: string; children?: Child; hidden?: Readonly<Record<string, string | number>> }): Child {
  return (
    <form class="change" method="post" action={action}>
      <TokenField visit={visit} />
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
      {children}
    </form>
  );
}
/** The two buttons at the end of a form. */
export function FormButtons({ name, label }: { name: string; label: string }): Child {
  return (
    <div class="buttons">
      <button type="submit" name={name} value={label}>
        {label}
      </button>
      <button type="submit" name="cancel" value="Cancel" class="quiet" formnovalidate>
        Cancel
      </button>
    </div>
  );
}

/** A button for something that is done without further questions. */
export function ActionButton({ visit, action, label, query, danger = false }: { visit: Visit; action: string; label: string; query: Readonly<Record<string, string | number>>; danger?: boolean }): Child {
  return (
    <form class="action" method="post" action={action} data-confirm={danger ? `${label}?` : undefined}>
      <TokenField visit={visit} />
      {Object.entries(query).map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
      <button type="submit" class={danger ? 'danger' : 'quiet'}>
        {label}
      </button>
    </form>
  );
}
function TokenField({ visit }: { visit: Visit }): Child {
  return <input type="hidden" name={tokenKey} value={visit.token} />;
}
