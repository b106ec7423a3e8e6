import type { Child } from 'hono/jsx';

/** A log that grows before one's eyes; the script of the site fills it from a stream of events. */
export function LogPanel({ address }: { address: string }): Child {
  return (
    <div class="log card" data-log={address}>
      <div class="loghead">
        <span class="mono" data-log-name>
          waiting for a log …
        </span>
        <label class="check">
          <input type="checkbox" checked data-log-follow /> <span>Follow</span>
        </label>
      </div>
      <pre data-log-text tabindex={0} role="log" aria-label="Log" />
      <noscript>
        <p class="padded">Following a log needs scripts; the output files of the task can be read without.</p>
      </noscript>
    </div>
  );
}
