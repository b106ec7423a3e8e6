import { defineConfig } from 'vitest/config';

// Our own packages are tested from their sources. More would reach require() too and hand CommonJS packages ES modules.
const conditions = ['source', 'node'];

const architecture = 'test/architecture.test.ts';

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
          name: 'everything',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'packages/*/test/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: ['**/dist/**', '**/node_modules/**', architecture],
          globalSetup: ['script/src/test-database.setup.ts'],
        },
      },
      // Looks at the sources alone: quick, and no database.
      { extends: true, test: { name: 'architecture', include: [architecture] } },
    ],
  },
});
