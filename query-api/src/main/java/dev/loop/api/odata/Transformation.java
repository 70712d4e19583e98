package dev.loop.api.odata;

import java.util.List;
import java.util.stream.Stream;

/** A step of {@code $apply} (OData Extension for Data Aggregation 4.0). */
sealed interface Transformation {

    record Filtering(Expression condition) implements Transformation {}

    /** @param by empty for {@code aggregate} alone, which makes one row of all */
    record Grouping(List<ODataColumn> by, List<Aggregate> aggregates) implements Transformation {

        Shape shape() {
            return new Shape(Stream.concat(by.stream(), aggregates.stream().map(Aggregate::column))
                    .toList());
        }
    }
}
