import { GenericError } from '@koji/common/errors';
import { method, optional, param, permitted } from '../rpc/method.ts';
import { nullable, text } from '../rpc/shapes.ts';
import { assertValidName, nameText } from '../users/names.ts';
import { insertArchiveType, listArchiveTypes } from './queries.ts';

export const addArchiveType = method({
  name: 'addArchiveType',
  doc: 'Let files of a further type be imported; extensions are separated by spaces. zip and tar files can be looked into.',
  access: permitted('admin'),
  params: [
    param('name', nameText),
    param('description', text),
    param('extensions', text),
    optional('compression_type', nullable(text), null),
  ],
  async run(call, { name, description, extensions, compression_type }) {
    assertValidName(call.config, 'internal', name);
    if (compression_type !== null && compression_type !== 'zip' && compression_type !== 'tar') {
      throw new GenericError(`Unsupported compression type ${compression_type}`);
    }
    const types = await listArchiveTypes(call.db);
    if (types.some((type) => type.name === name)) throw new GenericError(`archivetype ${name} already exists`);
    for (const extension of extensions.split(' ')) {
      if (!/^[\p{L}\p{N}.]*[\p{L}\p{N}][\p{L}\p{N}.]*$/u.test(extension))
        throw new GenericError(`No such ${extension} file extension`);
      // Compatibility: an extension among others has never been noticed here; files that have it are refused at import.
      if (types.some((type) => type.extensions.toLowerCase() === extension.toLowerCase())) {
        throw new GenericError(`file extension ${extension} already exists`);
      }
    }
    await insertArchiveType(call.db, { name, description, extensions, compression_type });
    return null;
  },
});
