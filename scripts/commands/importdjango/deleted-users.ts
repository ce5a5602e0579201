import { foreignKeyOf } from '../../../src/auth/django.ts';
import { idOf } from '../../../src/users/user.ts';
import { labelOf } from './source.ts';
import type { OpenSource } from './source.ts';

/** The highest id of a user that is mentioned in what administrators did. */
export async function highestDeleted(source: OpenSource, model: string): Promise<number> {
  const types = new Set<unknown>([labelOf(model)]);
  for await (const rows of source.read('contenttypes.contenttype')) {
    for (const { pk, app_label: app, model: name } of rows) {
      if (`${String(app)}.${String(name)}` === labelOf(model)) types.add(pk);
    }
  }
  let highest = 0;
  for await (const rows of source.read('admin.logentry')) {
    for (const row of rows) {
      const { content_type: natural } = row;
      const type = Array.isArray(natural) ? natural.join('.') : foreignKeyOf(row, 'content_type');
      if (types.has(type)) highest = Math.max(highest, idOf(row.object_id) ?? 0);
    }
  }
  return highest;
}
