import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { schemeContract } from '../../src/contract.ts';
import type { ContractSubject } from '../../src/contract.ts';
import { openSchemes } from '../support/schemes.ts';

const subjects = openSchemes.map(({ definition, site: { obtain } }) => ({ definition, obtain }));

describe.each(subjects)('the contract, as other schemes are given it', (subject) => {
  it.each(schemeContract(subject))(`is kept by ${subject.definition.name}: $name`, ({ run }) =>
    run(),
  );
});

describe('a scheme that breaks the contract', () => {
  const [first] = subjects;

  /** The names of the checks that find something. */
  async function broken(subject: ContractSubject): Promise<string[]> {
    const names: string[] = [];
    for (const { name, run } of schemeContract(subject)) await run().catch(() => names.push(name));
    return names;
  }

  it('is found out', async () => {
    if (first === undefined) return;
    const { definition, obtain } = first;
    const open: typeof definition.open = definition.open.bind(definition);
    const careless: ContractSubject = {
      definition: {
        ...definition,
        migrations: [{ name: 'elsewhere/0001-create', statements: ['SELECT 1'] }],
        open(services, settings) {
          const scheme = open(services, settings);
          const strategy = Object.assign(Object.create(scheme.strategy) as typeof scheme.strategy, {
            async authenticate(this: { success(user: Express.User): void }, request: Request) {
              services.log.info(request.headers);
              const user = await services.users.findById(1);
              if (user) this.success(user);
            },
          });
          return { ...scheme, strategy };
        },
      },
      obtain,
    };
    expect(await broken(careless)).toEqual([
      'takes nobody for somebody else',
      'refuses a user who is shut out, and later one who is deleted',
      'refuses what was issued before a password change',
      'refuses credentials that are malformed or made up',
      'leaves no credential in the log when the server fails',
      'puts its migrations under its own name',
    ]);
  });
});
