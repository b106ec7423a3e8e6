import { join } from 'node:path';
import { type Ports, portsFrom } from '../trial/ports.ts';

/** Some of the guide's machines are here twice. */
export interface GuidePorts extends Ports {
  /** The hub, for those who do not log in */
  readonly plainHub: number;
  /** Web pages at which people log in by ticket, and where they do it */
  readonly ticketWeb: number;
  readonly ticketLogin: number;
}

/** A directory that stands for `/`, and addresses on loopback that stand for the guide's machines. */
export interface Place {
  readonly root: string;
  readonly ports: GuidePorts;
  readonly urls: {
    readonly hub: string;
    readonly plainHub: string;
    readonly files: string;
    readonly web: string;
    /** The web pages where they ask for a certificate. */
    readonly login: string;
    readonly ticketWeb: string;
    readonly ticketLogin: string;
  };
}

export function placeAt(root: string, portBase: number): Place {
  const ports = { ...portsFrom(portBase), plainHub: portBase + 5, ticketWeb: portBase + 6, ticketLogin: portBase + 7 };
  const at = (scheme: string, port: number, path: string) => `${scheme}://localhost:${port}/${path}`;
  return {
    root,
    ports,
    urls: {
      // Whoever logs in turns to https by itself.
      hub: at('http', ports.hub, 'kojihub'),
      plainHub: at('http', ports.plainHub, 'kojihub'),
      files: at('http', ports.files, 'kojifiles'),
      web: at('http', ports.web, 'koji'),
      login: at('https', ports.webLogin, 'koji'),
      ticketWeb: at('http', ports.ticketWeb, 'koji'),
      ticketLogin: at('https', ports.ticketLogin, 'koji'),
    },
  };
}

/** Where a file of the guide really lies. */
export function pathIn({ root }: Place, path: string): string {
  return join(root, path);
}

/** A text of the guide with its paths below the root and its addresses on loopback. */
export function relocate({ root, urls }: Place, text: string): string {
  const addresses = [
    ['http://hub.example.com/kojihub', urls.hub],
    ['https://hub.example.com/kojihub', urls.hub.replace('http:', 'https:')],
    ['http://kojiweb.example.com/koji', urls.web],
    ['http://www.example.com/koji', urls.web],
    ['http://server.example.com/mnt/koji', urls.files],
    ['db.example.com', '127.0.0.1'],
    // Services are called after the host in their address.
    ['host/kojihub', 'host/localhost'],
  ] as const;
  const moved = addresses.reduce((before, [from, to]) => before.replaceAll(from, to), text);
  return moved.replaceAll(/(?<![\w.}$/])(?=\/(?:etc|var|mnt|tmp\/koji|usr\/share\/doc)\b)/g, () => root);
}
