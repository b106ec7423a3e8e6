import { randomInt } from 'node:crypto';
import { AUTHTYPES } from '@koji/common/types/states';
import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';

/** Any of these words starts the command, too. */
const greetings = [
  'hello',
  'hi',
  'yo',
  "what's up",
  "g'day",
  'back to work',
  'bonjour',
  'hallo',
  'ciao',
  'hola',
  'olá',
  'dobrý den',
  'zdravstvuite',
  'góðan daginn',
  'hej',
  'tervehdys',
  'grüezi',
  'céad míle fáilte',
  'hylô',
  'bună ziua',
  'jó napot',
  'dobre dan',
  '你好',
  'こんにちは',
  'नमस्कार',
  '안녕하세요',
];

export const moshimoshi = command({
  name: 'moshimoshi',
  aliases: greetings,
  category: 'misc',
  summary: 'Introduce yourself',
  usage: '[options]',
  login: 'required',
  args: noArguments,
  flags: {},
  async run({ hub, session, out, settings }) {
    const user = await hub.getLoggedInUser();
    if (!user) out.line('Not authenticated');
    out.line(`${greetings[randomInt(greetings.length)]}, ${user?.name ?? 'anonymous user'}!`);
    out.line();
    out.line(`You are using the hub at ${await session.address()} (Koji ${(await session.hubVersion()) ?? 'version unknown'})`);
    switch (user?.authtype) {
      case AUTHTYPES.NORMAL:
        out.line('Authenticated via password');
        break;
      case AUTHTYPES.GSSAPI:
        out.line('Authenticated via GSSAPI');
        break;
      case AUTHTYPES.KERBEROS:
        out.line(`Authenticated via Kerberos principal ${user.krb_principal}`);
        break;
      case AUTHTYPES.SSL:
        out.line(`Authenticated via client certificate ${settings.cert}`);
        break;
    }
  },
});
