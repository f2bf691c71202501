import { describe, expect, it } from 'vitest';
import { type Announced, announcement } from '../../cli/announce.ts';

const at: Announced = {
  url: 'http://127.0.0.1:7070',
  key: 'sbk_1',
  home: '/srv/signalbox',
  logFile: '/srv/signalbox/signalbox.log',
  environment: '',
  inForce: { kind: 'demo', version: 1, name: 'Harbour Bank' },
  workflows: 'http://127.0.0.1:8233/namespaces/signalbox/workflows',
  item: null,
  speed: null,
};

describe('the block that npm start prints', () => {
  it('links to one item, or says how the link of one is made', () => {
    expect(announcement({ ...at, item: 'wi_7' })).toContain(`One item   ${at.workflows}/wi_7\n`);
    expect(announcement(at)).toContain(`One item   ${at.workflows}/wi_…   (as soon as there is one)\n`);
    expect(announcement({ ...at, workflows: null })).toContain('set TEMPORAL_UI_URL');
  });

  it('offers a chat to try on the demo only', () => {
    const text = (inForce: Announced['inForce']) => announcement({ ...at, inForce });
    expect(text(at.inForce)).toContain('curl');
    expect(text({ kind: 'own', version: 3, name: 'Ours' })).not.toContain('curl');
    expect(text({ kind: 'own', version: 3, name: 'Ours' })).toContain('Published  Ours, version 3\n');
    expect(text({ kind: 'nothing' })).toContain('npx signalbox configuration publish FILE');
  });

  it('says that clocks run faster while calls are played', () => {
    expect(announcement({ ...at, speed: 30 })).toContain('until then every clock runs 30 times as fast');
    expect(announcement(at)).not.toContain('times as fast');
  });

  it('names what npx signalbox has to be told', () => {
    const environment = 'SIGNALBOX_URL=http://127.0.0.1:7170 ';
    expect(announcement({ ...at, environment })).toContain(`  ${environment}npx signalbox item wi_…\n`);
  });
});
