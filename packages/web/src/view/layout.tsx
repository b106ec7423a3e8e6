import type { Child } from 'hono/jsx';
import type { Section, Visit } from '../pages/page.ts';
import { searchTypes } from '../pages/search/search-types.ts';
import { tokenKey } from '../session/csrf.ts';
import { href } from './link.tsx';

/** What the address bar's page is called by, and what its frame needs. */
export interface Frame {
  readonly visit: Visit;
  readonly section: Section | undefined;
  readonly title: string;
  /** Addresses of the files every page needs, by name. */
  readonly asset: (name: string) => string;
  readonly children?: Child;
}

const tabs: readonly [section: Section, page: string, label: string][] = [
  ['builds', 'builds', 'Builds'],
  ['tasks', 'tasks', 'Tasks'],
  ['packages', 'packages', 'Packages'],
  ['tags', 'tags', 'Tags'],
  ['targets', 'buildtargets', 'Targets'],
  ['hosts', 'hosts', 'Hosts'],
  ['users', 'users', 'Users'],
  ['reports', 'reports', 'Reports'],
];

/** The whole document around a page. */
export function Layout({ visit, section, title, asset, children }: Frame): Child {
  const { site } = visit;
  const fixed = (page: string) => `${site.prefix}/${page}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} | ${site.name}`}</title>
        <link rel="stylesheet" href={asset('koji.css')} />
        <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
        <link rel="alternate" type="application/rss+xml" title="Recent builds" href={fixed('recentbuilds')} />
        <script src={asset('koji.js')} defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <div class="bar">
            <a class="brand" href={fixed('')}>
              <img src={asset('icon.svg')} alt="" width="26" height="26" />
              <span>{site.name}</span>
            </a>
            <QuickSearch action={fixed('search')} type={visit.query.text('type')} />
            <div class="account">
              <Account visit={visit} />
            </div>
          </div>
          <nav class="tabs" aria-label="Sections">
            {tabs.map(([name, page, label]) => (
              <a href={fixed(page)} aria-current={name === section ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="foot">
          <span>
            Hub <span class="mono">{site.hubUrl}</span>
          </span>
          <nav aria-label="More">
            <a href={fixed('api')}>API</a>
            <a href={fixed('recentbuilds')}>Feed of builds</a>
          </nav>
        </footer>
      </body>
    </html>
  );
}

function QuickSearch({ action, type }: { action: string; type: string | undefined }): Child {
  return (
    <search>
      <form class="quick" action={action} method="get">
        <input type="hidden" name="match" value="glob" />
        <select name="type" aria-label="What to search for">
          {searchTypes.map((name) => (
            <option value={name} selected={name === type}>
              {name}
            </option>
          ))}
        </select>
        <input
          type="search"
          name="terms"
          placeholder="Search, * stands for anything"
          aria-label="Search for"
          required
          autocomplete="off"
        />
        <button type="submit" aria-label="Search">
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path
              d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.5 8 3 3"
              fill="none"
              stroke="currentColor"
              stroke-width="1.6"
              stroke-linecap="round"
            />
          </svg>
        </button>
      </form>
    </search>
  );
}

function Account({ visit }: { visit: Visit }): Child {
  const { visitor, site } = visit;
  if (visitor) {
    return (
      <>
        <a href={`${site.prefix}/${href('userinfo', { userID: visitor.id })}`} title={`Logged in as ${visitor.name}`}>
          {visitor.name}
        </a>
        <form method="post" action={`${site.prefix}/logout`}>
          <input type="hidden" name={tokenKey} value={visit.token} />
          <button type="submit" class="link">
            Log out
          </button>
        </form>
      </>
    );
  }
  const search = visit.query.with({});
  const here = `${visit.page}${search === '' ? '' : `?${search}`}`;
  return site.canLogIn ? <a href={`${site.prefix}/${href('login', { page: here || undefined })}`}>Log in</a> : null;
}

/** The head of a page: where it stands, what it shows, what can be done. */
export function Heading({
  trail = [],
  title,
  mark,
  lead,
  children,
}: {
  trail?: readonly (readonly [address: string, label: string])[];
  title: Child;
  /** A badge beside the title. */
  mark?: Child;
  /** A line below it. */
  lead?: Child;
  /** What can be done, as buttons and links. */
  children?: Child;
}): Child {
  return (
    <div class="heading">
      <div class="what">
        {trail.length === 0 ? null : (
          <nav class="crumbs" aria-label="Where you are">
            {trail.map(([address, label]) => (
              <a href={address}>{label}</a>
            ))}
          </nav>
        )}
        <h1>
          {title} {mark}
        </h1>
        {lead ? <p class="lead">{lead}</p> : null}
      </div>
      {children ? <div class="actions">{children}</div> : null}
    </div>
  );
}
