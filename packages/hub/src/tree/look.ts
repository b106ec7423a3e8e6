export { isErrno, isThere, unlessMissing } from '@koji/common/missing-files';
