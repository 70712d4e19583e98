package dev.loop.api.odata;

import dev.loop.schemas.text.Nearest;
import java.util.List;
import java.util.Optional;

/** The columns of a table in order: of an entity set, or of the result of {@code $apply}. */
record Shape(List<ODataColumn> columns) {

    Shape {
        columns = List.copyOf(columns);
    }

    static Shape of(ODataColumn... columns) {
        return new Shape(List.of(columns));
    }

    Optional<ODataColumn> find(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Returns the column of a known name. */
    ODataColumn column(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("No column " + name));
    }

    List<String> names() {
        return columns.stream().map(ODataColumn::name).toList();
    }

    /** Returns the remedy for an unknown name. */
    String remedyFor(String unknown) {
        return Nearest.to(unknown, names())
                        .map(near -> "did you mean " + near + "? ")
                        .orElse("") + "Known are " + String.join(", ", names());
    }
}
