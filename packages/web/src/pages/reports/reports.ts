import { page } from '../page.ts';
import { reportsView } from './reports.view.tsx';

export const reports = page({
  name: 'reports',
  section: 'reports',
  parse: () => ({}),
  load: async () => ({}),
  title: () => 'Reports',
  view: reportsView,
});
