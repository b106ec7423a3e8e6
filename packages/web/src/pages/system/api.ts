import type { HubReader } from '../../hub/hub-reader.ts';
import { page } from '../page.ts';
import { apiView } from './api.view.tsx';

export interface DescribedMethod {
  readonly name: string;
  readonly doc: string | null;
  readonly argdesc: string;
}
export interface ApiData {
  readonly version: string;
  readonly methods: readonly DescribedMethod[];
}

/** What programs can ask of this hub. */
export const api = page({
  name: 'api',
  section: 'api',
  parse: () => ({}),
  load: loadApi,
  title: () => 'API',
  view: apiView,
});

async function loadApi(hub: HubReader): Promise<ApiData> {
  const [version, methods] = await hub.read((hub) => [hub.getKojiVersion(), hub._listapi()]);
  const sorted = [...methods].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { version: String(version), methods: sorted };
}
