import { before } from './before.ts';
import { builder } from './builder.ts';
import { certificates } from './certificates.ts';
import { database } from './database.ts';
import { firstBuild } from './first-build.ts';
import { hub } from './hub.ts';
import { kerberos } from './kerberos.ts';
import { kojira } from './kojira.ts';
import type { Chapter } from './paragraph.ts';
import { web } from './web.ts';

/** The set-up guide from top to bottom. */
export const chapters: readonly Chapter[] = [before, certificates, kerberos, database, hub, web, builder, kojira, firstBuild];
