import { basicSite } from '../../../src/auth/basic/site/index.ts';
import { replayDjango } from '../../oracle/replay.ts';
import { replay } from '../../support/wire.ts';

replay({
  site: basicSite,
  step: '0.2',
  differs: ({ response }) => ({
    // RFC 7617 §2.1: the challenge says that credentials are UTF-8.
    challenge: response.challenge.map(() => 'Basic realm="api", charset="UTF-8"'),
  }),
  aloneOnly: ['basic-other-scheme-bearer', 'basic-other-scheme-token'],
});

replayDjango('basic');
