import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

// The description of the API as JSON; the build of Loop writes it, since nothing here reads YAML.
const described = process.env.LOOP_OPENAPI;
const here = described && existsSync(described);

describe('the types', { skip: here ? false : 'LOOP_OPENAPI names no description of the API' }, () => {
  const api = here && JSON.parse(readFileSync(described, 'utf8'));
  const ts = here && createRequire(import.meta.url)('typescript');
  const types = fileURLToPath(new URL('../types/index.d.ts', import.meta.url));
  const program = here && ts.createProgram([types], { strict: true, target: 99, module: 199, moduleResolution: 99 });
  const checker = program?.getTypeChecker();
  const exported = new Map(
    here
      ? checker
          .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(types)))
          .map((one) => [one.name, one])
      : [],
  );
  const typeOf = (name) =>
    checker.getDeclaredTypeOfSymbol(
      checker.getAliasedSymbol?.call && exported.get(name).flags & ts.SymbolFlags.Alias
        ? checker.getAliasedSymbol(exported.get(name))
        : exported.get(name),
    );

  const resolved = (schema) => {
    if (schema.$ref)
      return resolved(
        schema.$ref
          .split('/')
          .slice(1)
          .reduce((at, name) => at[name], api),
      );
    if (!schema.allOf) return schema;
    const all = schema.allOf.map(resolved);
    return {
      ...schema,
      properties: Object.assign({}, ...all.map((one) => one.properties), schema.properties),
      required: all.flatMap((one) => one.required ?? []).concat(schema.required ?? []),
    };
  };
  const parts = (type) => (type.isUnion() ? type.types : [type]);
  const literals = (type) =>
    parts(type)
      .filter((one) => one.isStringLiteral() || one.isNumberLiteral())
      .map((one) => one.value)
      .sort();
  const propertyType = (property) => checker.getTypeOfSymbol(property);

  /** The type names the fields and values of the schema, all of them and no other, and which may be absent. */
  function same(schema, type, at, seen = 0) {
    const wanted = resolved(schema);
    const given = parts(type).filter((one) => !(one.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)));
    if (wanted.enum) {
      assert.deepEqual(literals(type), wanted.enum.filter((one) => one !== null).sort(), at);
    } else if (wanted.items && given[0]) {
      const element = checker.getIndexTypeOfType(given[0], ts.IndexKind.Number);
      assert.ok(element, `${at} is no list`);
      same(wanted.items, element, `${at}[]`, seen);
    } else if (wanted.properties) {
      const whole = given.length === 1 ? given[0] : type;
      const properties = checker.getPropertiesOfType(whole);
      assert.deepEqual(properties.map((one) => one.name).sort(), Object.keys(wanted.properties).sort(), at);
      for (const property of properties) {
        const optional = Boolean(property.flags & ts.SymbolFlags.Optional);
        assert.equal(
          optional,
          !(wanted.required ?? []).includes(property.name),
          `${at}.${property.name} may be absent`,
        );
        const field = wanted.properties[property.name];
        const nullable = [field.type].flat().includes('null');
        const canBeNull = parts(propertyType(property)).some((one) => one.flags & ts.TypeFlags.Null);
        if (field.type) assert.equal(canBeNull, nullable, `${at}.${property.name} may be null`);
        if (seen < 6) same(field, propertyType(property), `${at}.${property.name}`, seen + 1);
      }
    }
  }

  const SCHEMAS = [
    'Account',
    'AccountPage',
    'AsOf',
    'BatchResult',
    'Change',
    'DisabledEndpoint',
    'Facets',
    'Facet',
    'Feedback',
    'FeedbackChange',
    'FeedbackPage',
    'FeedbackReceipt',
    'FieldError',
    'Figures',
    'History',
    'Incident',
    'NewAccount',
    'NewFeedback',
    'NewRelease',
    'NewUser',
    'Rating',
    'Period',
    'Release',
    'ReleaseList',
    'ReleaseReport',
    'ReportWindow',
    'Search',
    'Sentiment',
    'SentimentTable',
    'SentimentTimeline',
    'Status',
    'GrownTheme',
    'LowAgreement',
    'AgreementElsewhere',
    'Theme',
    'ThemeChange',
    'ThemeList',
    'ThemeWithExamples',
    'Trends',
    'Unusual',
    'User',
    'EventType',
  ];
  for (const name of SCHEMAS) {
    it(`${name} is as described`, () => same(api.components.schemas[name], typeOf(name), name));
  }

  const operations = new Map(
    here
      ? Object.values(api.paths).flatMap((path) =>
          Object.values(path).map((operation) => [operation.operationId, operation]),
        )
      : [],
  );
  // What a client says in other ways, or has other methods for.
  const ELSEWHERE = ['format', 'position'];
  const QUERIES = {
    ListQuery: ['listFeedback', 'after', 'since', 'ids'],
    SentimentQuery: ['countSentiment'],
    TimelineQuery: ['sentimentTimeline'],
    ReportQuery: ['releaseReport'],
    TrendsQuery: ['trends'],
    ReleasesQuery: ['listReleases'],
    ThemesQuery: ['listThemes'],
    StreamQuery: ['streamFeedback'],
  };
  for (const [name, [operation, ...left]] of Object.entries(QUERIES)) {
    it(`${name} has the parameters of ${operation}`, () => {
      const parameters = operations
        .get(operation)
        .parameters.map(resolved)
        .filter((one) => one.in === 'query');
      const names = parameters.map((one) => one.name).filter((one) => !ELSEWHERE.includes(one) && !left.includes(one));
      const properties = checker.getPropertiesOfType(typeOf(name));
      const written = (property) => ({ groupBy: 'group_by', metadata: 'metadata.KEY' })[property] ?? property;
      assert.deepEqual(properties.map((one) => written(one.name)).sort(), names.sort());
      for (const property of properties) {
        const schema = parameters.find((one) => one.name === written(property.name)).schema;
        const values = schema.enum ?? schema.items?.enum;
        if (values) assert.deepEqual(literals(propertyType(property)), [...values].sort(), property.name);
      }
    });
  }
});
