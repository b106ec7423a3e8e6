import type { Chapter } from './paragraph.ts';

export const before: Chapter = {
  title: 'Before the set-up',
  paragraphs: [
    { title: 'The components may live on one machine or on several' },
    {
      title: 'Knowledge',
      difference: 'nothing of Apache has to be known: hub and web pages are their own web servers',
    },
    {
      title: 'Packages on the server',
      difference: 'Node.js, which script/bootstrap installs, and postgresql-server; no httpd, mod_ssl or mod_python',
    },
    {
      title: 'Packages on the builder',
      difference:
        'Node.js, mock, git, rpm-build and createrepo_c, which has taken the place of createrepo; setarch is part of util-linux',
    },
    { title: 'Space: below KojiDir, and below mockdir on builders' },
    {
      title: 'Choosing an authentication',
      difference:
        'passwords go on working beside certificates and Kerberos, over encrypted connections; AllowPasswordLogin = off ends that',
    },
  ],
};
