import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage doctor`: what stands between these settings and production, as Django's check --deploy. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what keeps these settings from production')
    .addHelpText(
      'after',
      examples('npm run manage -- doctor', 'NODE_ENV=production npm run manage -- doctor'),
    )
    .action(async () => {
      const { diagnose } = await import('./doctor/work.ts');
      await diagnose(program);
    });
}
