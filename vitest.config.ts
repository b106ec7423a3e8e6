import { defineConfig } from 'vitest/config';

// Our own packages are tested from their sources. More would reach require() too and hand CommonJS packages ES modules.
const conditions = ['source', 'node'];

const architecture = 'test/architecture.test.ts';

const globalSetup = ['script/src/test-directory.setup.ts', 'script/src/test-database.setup.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.{ts,tsx}'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          globalSetup,
        },
      },
      // Whole instances in processes of their own: on a busy machine each start takes its time.
      {
        extends: true,
        test: {
          name: 'instances',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', architecture],
          globalSetup,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      // Looks at the sources alone: quick, and no database.
      { extends: true, test: { name: 'architecture', include: [architecture] } },
    ],
  },
});
