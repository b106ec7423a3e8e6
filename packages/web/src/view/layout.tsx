import type { Child } from 'hono/jsx';
import type { Section, Visit } from '../pages/page.ts';
import { href } from './link.tsx';

/** What the address bar's page is called by, and what its frame needs. */
export interface Frame {
  readonly visit: Visit;
  readonly section: Section | undefined;
  readonly title: string;
  readonly children?: Child;
}

const tabs: readonly [section: Section, page: string, label: string][] = [
  ['builds', 'builds', 'Builds'],
  ['packages', 'packages', 'Packages'],
  ['tasks', 'tasks', 'Tasks'],
  ['tags', 'tags', 'Tags'],
  ['targets', 'buildtargets', 'Targets'],
  ['users', 'users', 'Users'],
  ['hosts', 'hosts', 'Hosts'],
  ['reports', 'reports', 'Reports'],
  ['api', 'api', 'API'],
];
const searchTypes = ['package', 'build', 'tag', 'target', 'user', 'host', 'rpm'] as const;

/** The whole document around a page. */
export function Layout({ visit, section, title, children }: Frame): Child {
  const { site } = visit;
  const fixed = (page: string) => `${site.prefix}/${page}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}' />
        <title>{`${title} | ${site.name}`}</title>
        <link rel="icon" href={fixed('static/icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={fixed('static/koji.css')} />
        <link rel="alternate" type="application/rss+xml" title="Recent builds" href={fixed('recentbuilds')} />
        <script src={fixed('static/theme.js')} />
        <script src={fixed('static/htmx.js')} defer />
        <script src={fixed('static/koji.js')} defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the page
        </a>
        <header class="top">
          <div class="bar">
            <a class="brand" href={fixed('')}>
              <img src={fixed('static/icon.svg')} alt="" width="24" height="24" />
              {site.name}
            </a>
            <form class="search" role="search" action={fixed('search')} method="get">
              <input type="hidden" name="match" value="glob" />
              <select name="type" aria-label="kind of thing">
                {searchTypes.map((type) => (
                  <option value={type}>{type}</option>
                ))}
              </select>
              <input type="search" name="terms" placeholder="Search, * matches all" aria-label="search terms" required />
              <button type="submit">Search</button>
            </form>
            <div class="account">
              <Account visit={visit} />
              <button type="button" class="theme quiet" data-theme-toggle aria-label="light or dark" title="Light or dark">
                ◐
              </button>
            </div>
          </div>
          <nav class="tabs" aria-label="sections">
            {tabs.map(([name, page, label]) => (
              <a href={fixed(page)} aria-current={name === section ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
        </header>
        <main id="main">{children}</main>
        <footer>
          Koji at <span class="mono">{site.hubUrl}</span>
        </footer>
      </body>
    </html>
  );
}

function Account({ visit }: { visit: Visit }): Child {
  const { visitor, site } = visit;
  const here = `${visit.page}${visit.query.with({}) === '' ? '' : `?${visit.query.with({})}`}`;
  if (visitor) {
    return (
      <>
        <a href={`${site.prefix}/${href('userinfo', { userID: visitor.id })}`}>{visitor.name}</a>
        <a href={`${site.prefix}/${href('logout', { page: here })}`}>Log out</a>
      </>
    );
  }
  return site.canLogIn ? <a href={`${site.prefix}/${href('login', { page: here })}`}>Log in</a> : null;
}

/** The way from the section's list to this page: `[['tags', 'Tags'], 'f42-build']`. */
export function Heading({ trail, title, children }: { trail: readonly (readonly [address: string, label: string])[]; title: Child; children?: Child }): Child {
  return (
    <div class="heading">
      <nav class="crumbs" aria-label="breadcrumbs">
        {trail.map(([address, label]) => (
          <a href={address}>{label}</a>
        ))}
      </nav>
      <h1>{title}</h1>
      {children ? <div class="actions">{children}</div> : null}
    </div>
  );
}
