package dev.loop.api.odata;

import dev.loop.api.http.ProblemException;
import dev.loop.api.odata.Aggregate.Method;
import dev.loop.api.odata.QueryToken.Kind;
import dev.loop.api.odata.Transformation.Filtering;
import dev.loop.api.odata.Transformation.Grouping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code $apply}: {@code filter(…)/groupby((Tag,Plan),aggregate(Items with sum as N))}. */
final class ApplyReader {

    static final String OPTION = "$apply";

    private static final int MOST_STEPS = 20;
    private static final String INSTEAD =
            "use filter, groupby and aggregate; $orderby, $top and $skip go beside $apply";

    private static final Set<String> NOT_HERE = Set.of(
            "concat",
            "expand",
            "search",
            "compute",
            "topcount",
            "topsum",
            "toppercent",
            "bottomcount",
            "bottomsum",
            "bottompercent",
            "orderby",
            "top",
            "skip",
            "nest",
            "join",
            "outerjoin",
            "addnested",
            "ancestors",
            "descendants",
            "traverse");

    private final QueryTokens tokens;
    private final List<Transformation> steps = new ArrayList<>();
    private Shape shape;

    private ApplyReader(QueryTokens tokens, Shape shape) {
        this.tokens = tokens;
        this.shape = shape;
    }

    static List<Transformation> read(String text, Shape shape) {
        var reader = new ApplyReader(QueryTokens.of(OPTION, text), shape);
        reader.all();
        return reader.steps;
    }

    private void all() {
        do {
            step();
        } while (tokens.took(Kind.SLASH));
        tokens.end();
        if (steps.size() > MOST_STEPS) {
            throw QueryErrors.invalid(OPTION, "has " + steps.size() + " steps", "use at most " + MOST_STEPS);
        }
    }

    private void step() {
        QueryToken name = tokens.expect(Kind.WORD, "filter, groupby or aggregate");
        switch (name.text()) {
            case "filter" -> {
                tokens.expect(Kind.OPEN, "(");
                steps.add(new Filtering(new ExpressionReader(tokens, shape).condition()));
                tokens.expect(Kind.CLOSE, ")");
            }
            case "groupby" -> add(groupby());
            case "aggregate" -> add(new Grouping(List.of(), aggregates(List.of())));
            case "identity" -> {
                // {@code identity} changes nothing.
            }
            default ->
                throw NOT_HERE.contains(name.text())
                        ? tokens.notSupported(name, "the transformation " + name.text(), INSTEAD)
                        : tokens.refuse(name, "is " + name.shown() + ", which is not a transformation", INSTEAD);
        }
    }

    private void add(Grouping grouping) {
        steps.add(grouping);
        shape = grouping.shape();
    }

    private Grouping groupby() {
        tokens.expect(Kind.OPEN, "(");
        tokens.expect(Kind.OPEN, "( and properties, as in groupby((Tag,Plan))");
        List<ODataColumn> by = new ArrayList<>();
        do {
            by.add(groupColumn(by));
        } while (tokens.took(Kind.COMMA));
        tokens.expect(Kind.CLOSE, ") or ,");
        List<Aggregate> aggregates = List.of();
        if (tokens.took(Kind.COMMA)) {
            QueryToken what = tokens.peek();
            if (what.is(Kind.WORD) && !what.text().equals("aggregate")) {
                throw tokens.notSupported(what, what.text() + " inside of groupby", "put only aggregate(…) there");
            }
            tokens.expectWord("aggregate");
            aggregates = aggregates(by);
        }
        tokens.expect(Kind.CLOSE, ")");
        return new Grouping(by, aggregates);
    }

    private ODataColumn groupColumn(List<ODataColumn> others) {
        QueryToken name = tokens.expect(Kind.WORD, "a property");
        if (name.text().equals("rollup")) {
            throw tokens.notSupported(name, "rollup", "group by each level in a request of its own");
        }
        ODataColumn column = column(name);
        if (column.type().isCollection()) {
            throw tokens.refuse(name, "is a collection", "group by a property with one value");
        }
        if (others.contains(column)) {
            throw tokens.refuse(name, "is named twice", "name it once");
        }
        return column;
    }

    private ODataColumn column(QueryToken name) {
        if (tokens.peek().is(Kind.SLASH) && tokens.peekAfter().is(Kind.WORD)) {
            throw tokens.notSupported(name, "a path", "name a property");
        }
        return shape.find(name.text())
                .orElseThrow(() -> tokens.refuse(
                        name, "is " + name.shown() + ", which is not a property", shape.remedyFor(name.text())));
    }

    private List<Aggregate> aggregates(List<ODataColumn> by) {
        tokens.expect(Kind.OPEN, "(");
        List<Aggregate> aggregates = new ArrayList<>();
        do {
            Aggregate aggregate = aggregate();
            boolean taken = by.stream().anyMatch(column -> column.name().equals(aggregate.alias()))
                    || aggregates.stream().anyMatch(one -> one.alias().equals(aggregate.alias()));
            if (taken) {
                throw QueryErrors.invalid(
                        OPTION,
                        "names two columns " + QueryErrors.quote(aggregate.alias()),
                        "give each a name of its own");
            }
            aggregates.add(aggregate);
        } while (tokens.took(Kind.COMMA));
        tokens.expect(Kind.CLOSE, ") or ,");
        return aggregates;
    }

    private Aggregate aggregate() {
        QueryToken what = tokens.expect(Kind.WORD, "a property or $count");
        if (what.text().equals("$count")) {
            return new Aggregate(Optional.empty(), Method.COUNT, alias());
        }
        ODataColumn column = column(what);
        QueryToken with = tokens.peek();
        if (!tokens.tookWord("with")) {
            throw tokens.unexpected("with and a method, as in Items with sum as N");
        }
        QueryToken method = tokens.expect(Kind.WORD, "a method");
        Method how = Method.ofWord(method.text()).orElseThrow(() -> unknownMethod(method));
        boolean adds = how == Method.SUM || how == Method.AVERAGE;
        if (column.type().isCollection() || adds && !column.type().isNumber()) {
            throw tokens.refuse(with, "puts " + column.type().edm() + " together by " + method.text(), "use a number");
        }
        if (tokens.peek().isWord("from")) {
            throw tokens.notSupported(tokens.peek(), "from", "group in two steps, with / between them");
        }
        return new Aggregate(Optional.of(column), how, alias());
    }

    private ProblemException unknownMethod(QueryToken method) {
        String known = "use " + String.join(", ", Method.WORDS) + ", or $count as N for the number of rows";
        return method.text().equals("countdistinct") || method.text().contains(".")
                ? tokens.notSupported(method, "the method " + method.text(), known)
                : tokens.refuse(method, "is " + method.shown() + ", which is not a method", known);
    }

    private String alias() {
        tokens.expectWord("as");
        QueryToken name = tokens.expect(Kind.WORD, "a name for the result");
        if (!name.text().matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
            throw tokens.refuse(name, "is " + name.shown(), "use letters, digits and _");
        }
        return name.text();
    }
}
