import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // A step of the tutorial is linted as the project that it is: `npm run steps -- --check`.
  {
    ignores: ['node_modules', 'dist', 'dist.*', 'var', 'coverage', 'docs', 'tutorial', '**/*.cjs'],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  // What a browser, or Node before it can read TypeScript, runs as it stands.
  { files: ['src/**/*.js', 'scripts/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            'eslint.config.js',
            'src/layout/static/*.js',
            'src/site/*/static/*.js',
            'scripts/*.js',
          ],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A global namespace is how Express and Passport let requests and users be typed.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowInterfaces: 'with-single-extends' },
      ],
      // `async` without `await` turns what a function throws into a rejection.
      '@typescript-eslint/require-await': 'off',
      // Express's types and Node's are structural; nobody asks `instanceof` of a request.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Counting code points is what [...text] is for.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      // `${number}` is what a person would write; everything else stays forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
);
