/** The hub interface we speak: clients compare it to learn what the hub can do. */
export const KOJI_VERSION = '1.35.3';
