import { InvalidArgumentError, Option } from 'commander';

/** `--user-model`, of both commands that know Django's models. */
export function userModelOption(): Option {
  return new Option('--user-model <app.Model>', "the users' model, AUTH_USER_MODEL there")
    .default('auth.User')
    .argParser(readModel);
}

/** What has another form is no model's name, and a fixture with it would be refused by `loaddata`. */
function readModel(text: string): string {
  if (/^\w+\.\w+$/.test(text)) return text;
  throw new InvalidArgumentError('It has to be an app and a model, such as auth.User.');
}
