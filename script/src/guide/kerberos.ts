import type { Chapter } from './paragraph.ts';

export const kerberos: Chapter = {
  title: 'Setting up Kerberos for authentication',
  paragraphs: [
    { title: 'DNS: the SRV record of the Kerberos servers' },
    {
      title: 'Principals and keytabs',
      difference: 'the hub’s key is that of HTTP/hub.example.com, not of host/kojihub: logins are HTTP Negotiate',
    },
  ],
};
