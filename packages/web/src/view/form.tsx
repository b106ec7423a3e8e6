import { type Child, createContext, useContext } from 'hono/jsx';
import type { Visit } from '../pages/page.ts';
import type { Query } from '../pages/query.ts';
import { tokenKey } from '../session/csrf.ts';

/** What was sent of a form that is shown once more; its fields keep it. */
const SentFields = createContext<Query | undefined>(undefined);

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
  const chosen = useContext(SentFields)?.text(name) ?? value ?? undefined;
  const isKnown = chosen === undefined || choices.some(([choice]) => String(choice) === String(chosen));
  const all: readonly Choice[] = isKnown ? choices : [...choices, [chosen, String(chosen)]];
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        {all.map(([choice, text]) => (
          <option value={String(choice)} selected={String(choice) === String(chosen ?? '')}>
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
  const sent = useContext(SentFields);
  const hintId = hint ? `${name}-hint` : undefined;
  const field = (
    <label>
      <span>{label}</span>
      <input
        type="text"
        name={name}
        value={sent ? (sent.text(name) ?? '') : String(value ?? '')}
        required={required}
        autocomplete="off"
        aria-describedby={hintId}
      />
    </label>
  );
  // Outside of the label, or it would be part of the field's name.
  return hintId === undefined ? (
    field
  ) : (
    <div>
      {field}
      <small id={hintId}>{hint}</small>
    </div>
  );
}
export function TextArea({ name, label, value }: { name: string; label: string; value?: string | null | undefined }): Child {
  const sent = useContext(SentFields);
  return (
    <label>
      <span>{label}</span>
      <textarea name={name} rows={3}>
        {(sent ? sent.text(name) : value) ?? ''}
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
  const sent = useContext(SentFields);
  const isTicked = sent ? sent.texts(name).includes(String(value)) : checked;
  return (
    <label class="check">
      <input type="checkbox" name={name} value={String(value)} checked={isTicked} /> <span>{label}</span>
    </label>
  );
}

/** A form that changes something: it is posted, and carries the token. What was said against it stands above it. */
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
      {visit.refused ? (
        <p class="refusal" role="alert">
          {visit.refused.message}
        </p>
      ) : null}
      <HiddenFields visit={visit} fields={hidden} />
      <SentFields.Provider value={visit.refused?.fields}>{children}</SentFields.Provider>
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
