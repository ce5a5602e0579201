/** The name of the function that {@link CREATE_EMPTY_SCHEMA} makes. */
export const EMPTY_SCHEMA = 'empty_schema';

/**
 * PostgreSQL's side of a schema that tests use one after the other: a function that deletes what they have stored
 * and says what must be as it was, the tables, what holds for their rows, and the names of what has migrated. A row
 * of the catalogue that was written anew has another `xmin`; that of a table is not when it gets another trigger or
 * loses a foreign key.
 */
export const CREATE_EMPTY_SCHEMA = `
  CREATE FUNCTION ${EMPTY_SCHEMA}(schema_name TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
    DECLARE
      item RECORD;
      shape TEXT;
    BEGIN
      FOR item IN
        SELECT oid, relname, relkind FROM pg_class
        WHERE relnamespace = schema_name::regnamespace AND relkind IN ('r', 'S')
      LOOP
        IF item.relkind = 'S' THEN
          PERFORM setval(item.oid::regclass, 1, false);
        ELSIF item.relname <> 'migrations' THEN
          EXECUTE format('DELETE FROM %I.%I', schema_name, item.relname);
        END IF;
      END LOOP;
      EXECUTE format(
        'SELECT string_agg(one::text, chr(10) ORDER BY one::text) FROM %I.migrations one', schema_name) INTO shape;
      RETURN shape || (
        SELECT string_agg(classes.oid || ' ' || classes.xmin || ' ' || (
            SELECT COALESCE(string_agg(attributes.xmin::text, ' '), '') FROM pg_attribute attributes
            WHERE attributes.attrelid = classes.oid) || ' ' || (
            SELECT COALESCE(string_agg(rules.oid || ' ' || rules.xmin, ' ' ORDER BY rules.oid), '') FROM (
              SELECT oid, xmin FROM pg_trigger WHERE tgrelid = classes.oid
              UNION ALL SELECT oid, xmin FROM pg_constraint WHERE conrelid = classes.oid) rules),
          chr(10) ORDER BY classes.oid)
        FROM pg_class classes WHERE relnamespace = schema_name::regnamespace);
    END $$`;
