package dev.loop.api.odata;

import dev.loop.api.http.ProblemException;
import dev.loop.api.odata.Expression.And;
import dev.loop.api.odata.Expression.Call;
import dev.loop.api.odata.Expression.Comparison;
import dev.loop.api.odata.Expression.Literal;
import dev.loop.api.odata.Expression.Not;
import dev.loop.api.odata.Expression.OneOf;
import dev.loop.api.odata.Expression.Or;
import dev.loop.api.odata.Expression.Property;
import dev.loop.api.odata.Expression.Quantifier;
import dev.loop.api.odata.QueryToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads conditions (OData 4.0 part 2, 5.1.1) by recursive descent: {@code or}, {@code and}, {@code not}, comparisons,
 * operands, from the loosest to the tightest.
 */
final class ExpressionReader {

    /** The deepest nesting: some tools put a pair of parentheses around each {@code or} of a list of ticked values. */
    private static final int DEEPEST = 200;

    private static final int MOST_VALUES = 500;

    private static final Set<String> COMPARATORS = Set.of("eq", "ne", "gt", "ge", "lt", "le");
    private static final Set<String> NO_OPERATORS = Set.of("add", "sub", "mul", "div", "divby", "mod", "has");

    private final QueryTokens tokens;
    private final Shape shape;
    private final Map<String, ValueType> variables = new HashMap<>();
    private int depth;

    ExpressionReader(QueryTokens tokens, Shape shape) {
        this.tokens = tokens;
        this.shape = shape;
    }

    /** Reads the whole text of an option. */
    static Expression whole(String option, String text, Shape shape) {
        QueryTokens tokens = QueryTokens.of(option, text);
        Expression condition = new ExpressionReader(tokens, shape).condition();
        tokens.end();
        return condition;
    }

    /** Reads a condition, up to the first token that cannot belong to it. */
    Expression condition() {
        QueryToken first = tokens.peek();
        return truth(first, or());
    }

    private Expression or() {
        QueryToken first = tokens.peek();
        Expression left = and();
        while (tokens.tookWord("or")) {
            QueryToken second = tokens.peek();
            left = new Or(truth(first, left), truth(second, and()));
        }
        return left;
    }

    private Expression and() {
        QueryToken first = tokens.peek();
        Expression left = not();
        while (tokens.tookWord("and")) {
            QueryToken second = tokens.peek();
            left = new And(truth(first, left), truth(second, not()));
        }
        return left;
    }

    private Expression not() {
        if (!tokens.tookWord("not")) {
            return comparison();
        }
        deeper();
        QueryToken first = tokens.peek();
        Expression operand = truth(first, not());
        depth--;
        return new Not(operand);
    }

    private Expression comparison() {
        Expression left = operand();
        QueryToken operator = tokens.peek();
        if (!operator.is(Kind.WORD)) {
            return left;
        }
        if (COMPARATORS.contains(operator.text())) {
            tokens.take();
            Expression right = operand();
            comparable(operator, left, right);
            return new Comparison(Expression.Comparator.valueOf(operator.text().toUpperCase(Locale.ROOT)), left, right);
        }
        if (operator.text().equals("in")) {
            tokens.take();
            return oneOf(operator, left);
        }
        if (NO_OPERATORS.contains(operator.text())) {
            throw tokens.notSupported(
                    operator, "the operator " + operator.text(), "compare with eq, ne, gt, ge, lt, le, in");
        }
        return left;
    }

    private Expression oneOf(QueryToken operator, Expression left) {
        tokens.expect(Kind.OPEN, "( and values, as in Tag in ('exports','billing')");
        List<Literal> values = new ArrayList<>();
        do {
            QueryToken at = tokens.peek();
            if (!(operand() instanceof Literal value)) {
                throw tokens.refuse(
                        at, "is not a value", "in takes values in parentheses: Tag in ('exports','billing')");
            }
            comparable(operator, left, value);
            values.add(value);
        } while (tokens.took(Kind.COMMA));
        tokens.expect(Kind.CLOSE, ") or another value");
        if (values.size() > MOST_VALUES) {
            throw tokens.refuse(operator, "has " + values.size() + " values", "give at most " + MOST_VALUES);
        }
        return new OneOf(left, values);
    }

    private Expression operand() {
        QueryToken token = tokens.take();
        return switch (token.kind()) {
            case OPEN -> {
                deeper();
                Expression inner = or();
                depth--;
                tokens.expect(Kind.CLOSE, ")");
                yield inner;
            }
            case STRING -> new Literal(token.value(), ValueType.STRING);
            case NUMBER ->
                new Literal(token.value(), token.value() instanceof Long ? ValueType.INT64 : ValueType.DOUBLE);
            case DATE -> new Literal(token.value(), ValueType.DATE);
            case TIME -> new Literal(token.value(), ValueType.TIME);
            case WORD -> word(token);
            default -> throw tokens.refuse(token, "is " + token.shown(), "expected a property, a function or a value");
        };
    }

    private Expression word(QueryToken word) {
        switch (word.text()) {
            case "true", "false":
                return new Literal(Boolean.valueOf(word.text()), ValueType.BOOLEAN);
            case "null":
                return new Literal(null, ValueType.STRING);
            default:
                break;
        }
        if (tokens.peek().is(Kind.OPEN)) {
            return call(word);
        }
        if (tokens.peek().is(Kind.STRING)) {
            throw tokens.notSupported(
                    word,
                    "values of the type " + word.text(),
                    "write texts in single quotes alone, times as 2026-06-19T14:00:00Z, dates as 2026-06-19");
        }
        if (word.text().startsWith("$") || word.text().startsWith("@")) {
            throw tokens.notSupported(word, word.text(), "name a property");
        }
        return tokens.peek().is(Kind.SLASH) ? path(word) : named(word, word.text());
    }

    private Expression call(QueryToken word) {
        Function function = Function.ofWord(word.text()).orElseThrow(() -> unknownFunction(word));
        deeper();
        tokens.expect(Kind.OPEN, "(");
        List<Expression> arguments = new ArrayList<>();
        while (!tokens.peek().is(Kind.CLOSE)) {
            QueryToken at = tokens.peek();
            Expression argument = or();
            if (arguments.size() < function.parameters().size()) {
                fits(function, function.parameters().get(arguments.size()), at, argument);
            }
            arguments.add(argument);
            if (!tokens.took(Kind.COMMA)) {
                break;
            }
        }
        tokens.expect(Kind.CLOSE, ") or ,");
        depth--;
        if (arguments.size() != function.parameters().size()) {
            throw tokens.refuse(
                    word,
                    "gives " + function.word() + " " + arguments.size() + " arguments",
                    "it takes " + function.parameters().size());
        }
        return new Call(function, arguments);
    }

    private ProblemException unknownFunction(QueryToken word) {
        String known = "known are " + String.join(", ", Function.words());
        return Function.NOT_HERE.contains(word.text())
                ? tokens.notSupported(word, "the function " + word.text(), known)
                : tokens.refuse(word, "is " + word.shown() + ", which is not a function", known);
    }

    private void fits(Function function, ValueType wanted, QueryToken at, Expression argument) {
        boolean nothing = argument instanceof Literal literal && literal.value() == null;
        if (!nothing && !wanted.comparesWith(argument.type())) {
            throw tokens.refuse(
                    at, "is of type " + argument.type().edm(), function.word() + " takes " + wanted.edm() + " there");
        }
    }

    /** Reads {@code Tags/any(t: …)}, or {@code m/Key} inside of one. */
    private Expression path(QueryToken word) {
        tokens.expect(Kind.SLASH, "/");
        QueryToken member = tokens.expect(Kind.WORD, "any, all or the name of a property");
        boolean all = member.text().equals("all");
        if (!all && !member.text().equals("any")) {
            return named(word, word.text() + "/" + member.text());
        }
        Property collection = shape.find(word.text())
                .filter(column -> column.type().isCollection())
                .map(column -> new Property(column.name(), column.type()))
                .orElseThrow(() -> tokens.refuse(
                        word, "is " + word.shown() + ", which is not a collection", shape.remedyFor(word.text())));
        tokens.expect(Kind.OPEN, "(");
        if (!all && tokens.took(Kind.CLOSE)) {
            return new Quantifier(false, collection, "", new Literal(true, ValueType.BOOLEAN));
        }
        return quantifier(all, collection);
    }

    private Expression quantifier(boolean all, Property collection) {
        deeper();
        QueryToken name = tokens.expect(Kind.WORD, "a name for each element, as in t: t eq 'x'");
        String variable = name.text();
        if (shape.find(variable).isPresent() || isVariable(variable)) {
            throw tokens.refuse(name, "is " + name.shown() + ", which is taken", "give the elements another name");
        }
        tokens.expect(Kind.COLON, ":");
        List<String> names = collection.type() == ValueType.ENTRIES
                ? List.of(variable + "/" + Entries.KEY, variable + "/" + Entries.VALUE)
                : List.of(variable);
        names.forEach(one -> variables.put(one, ValueType.STRING));
        Expression condition = condition();
        names.forEach(variables::remove);
        tokens.expect(Kind.CLOSE, ")");
        depth--;
        return new Quantifier(all, collection, variable, condition);
    }

    private boolean isVariable(String name) {
        return variables.keySet().stream().anyMatch(one -> one.equals(name) || one.startsWith(name + "/"));
    }

    private Expression named(QueryToken word, String name) {
        ValueType variable = variables.get(name);
        if (variable != null) {
            return new Property(name, variable);
        }
        return shape.find(name)
                .map(column -> new Property(name, column.type()))
                .orElseThrow(() -> tokens.refuse(
                        word, "is " + QueryErrors.quote(name) + ", which is not a property", remedyFor(name)));
    }

    private String remedyFor(String name) {
        return variables.isEmpty()
                ? shape.remedyFor(name)
                : shape.remedyFor(name) + ", and here " + String.join(", ", variables.keySet());
    }

    private void comparable(QueryToken operator, Expression left, Expression right) {
        boolean nothing = left instanceof Literal one && one.value() == null
                || right instanceof Literal other && other.value() == null;
        if (left.type().isCollection() || right.type().isCollection()) {
            throw tokens.refuse(operator, "compares a collection", "use any, as in Tags/any(t: t eq 'exports')");
        }
        if (!nothing && !left.type().comparesWith(right.type())) {
            throw tokens.refuse(
                    operator,
                    "compares " + left.type().edm() + " with " + right.type().edm(),
                    "write texts in single quotes, numbers, dates and times without");
        }
    }

    private Expression truth(QueryToken at, Expression expression) {
        boolean nothing = expression instanceof Literal literal && literal.value() == null;
        if (expression.type() != ValueType.BOOLEAN && !nothing) {
            throw tokens.refuse(
                    at,
                    "is of type " + expression.type().edm(),
                    "a condition is a comparison, such as Tag eq 'exports'");
        }
        return expression;
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw QueryErrors.invalid(
                    tokens.option(), "is nested more than " + DEEPEST + " deep", "use fewer parentheses");
        }
    }
}
