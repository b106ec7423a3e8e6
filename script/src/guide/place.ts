import { join } from 'node:path';
import { type Ports, portsFrom } from '../trial/ports.ts';

/** A directory that stands for `/`, and addresses on loopback that stand for the guide's machines. */
export interface Place {
  readonly root: string;
  readonly ports: Ports;
  readonly urls: {
    readonly hub: string;
    readonly files: string;
    readonly web: string;
    /** The web pages where they ask for a certificate. */
    readonly login: string;
  };
}

export function placeAt(root: string, portBase: number): Place {
  const ports = portsFrom(portBase);
  const at = (scheme: string, port: number, path: string) => `${scheme}://localhost:${port}/${path}`;
  return {
    root,
    ports,
    urls: {
      // Whoever logs in turns to https by itself.
      hub: at('http', ports.hub, 'kojihub'),
      files: at('http', ports.files, 'kojifiles'),
      web: at('http', ports.web, 'koji'),
      login: at('https', ports.webLogin, 'koji'),
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
