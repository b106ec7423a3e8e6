import type { Child } from 'hono/jsx';
import type { Visit } from '../pages/page.ts';
import { tokenKey } from '../session/csrf.ts';

export type Choice = readonly [value: string | number, label: string];

/** Selections above a list; they act at once where scripts run. Other parameters stay, the place in the list does not. */
export function Filters({ visit, names, children }: { visit: Visit; names: readonly string[]; children?: Child }): Child {
  return (
    <form class="filters" method="get" action={visit.page || './'} aria-label="Filter the list" data-autosubmit>
      {visit.query.without('start', ...names).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <button type="submit">Apply</button>
    </form>
  );
}
export function Select({
  name,
  label,
  value,
  choices,
}: {
  name: string;
  label: string;
  value: string | number | null | undefined;
  choices: readonly Choice[];
}): Child {
  const isKnown = value === undefined || value === null || choices.some(([choice]) => String(choice) === String(value));
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
export function TextField({
  name,
  label,
  value,
  hint,
  required = false,
}: {
  name: string;
  label: string;
  value?: string | number | null | undefined;
  hint?: string;
  required?: boolean;
}): Child {
  return (
    <label>
      <span>{label}</span>
      <input type="text" name={name} value={String(value ?? '')} required={required} autocomplete="off" />
      {hint ? <small>{hint}</small> : null}
    </label>
  );
}
export function TextArea({ name, label, value }: { name: string; label: string; value?: string | null | undefined }): Child {
  return (
    <label>
      <span>{label}</span>
      <textarea name={name} rows={3}>
        {value ?? ''}
      </textarea>
    </label>
  );
}
export function Checkbox({
  name,
  label,
  checked = false,
  value = 'on',
}: {
  name: string;
  label: string;
  checked?: boolean;
  value?: string | number;
}): Child {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={String(value)} checked={checked} /> <span>{label}</span>
    </label>
  );
}

/** A form that changes something: it is posted, and carries the token. */
export function ChangeForm({
  visit,
  action,
  label,
  cancel,
  children,
  hidden = {},
  danger = false,
}: {
  visit: Visit;
  action: string;
  /** What the button says. */
  label: string;
  /** The page to go to instead. */
  cancel: string;
  children?: Child;
  hidden?: Readonly<Record<string, string | number>>;
  danger?: boolean;
}): Child {
  return (
    <form class="change card" method="post" action={action}>
      <HiddenFields visit={visit} fields={hidden} />
      {children}
      <div class="buttons">
        <button type="submit" class={danger ? 'danger' : 'primary'}>
          {label}
        </button>
        <a class="button" href={cancel}>
          Cancel
        </a>
      </div>
    </form>
  );
}

/** A button for something that is done without further questions, or after a short one. */
export function ActionButton({
  visit,
  action,
  label,
  query,
  confirm,
}: {
  visit: Visit;
  action: string;
  label: string;
  query: Readonly<Record<string, string | number>>;
  /** What is asked before; such a button is drawn as dangerous. */
  confirm?: string;
}): Child {
  return (
    <form class="action" method="post" action={action} data-confirm={confirm}>
      <HiddenFields visit={visit} fields={query} />
      <button type="submit" class={confirm === undefined ? undefined : 'danger'}>
        {label}
      </button>
    </form>
  );
}
function HiddenFields({ visit, fields }: { visit: Visit; fields: Readonly<Record<string, string | number>> }): Child {
  return (
    <>
      <input type="hidden" name={tokenKey} value={visit.token} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
    </>
  );
}
