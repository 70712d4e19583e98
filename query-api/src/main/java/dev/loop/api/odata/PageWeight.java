package dev.loop.api.odata;

import java.util.Collection;
import java.util.Map;

/** Weighs the text of a page, so that long messages make shorter pages and not larger answers. */
final class PageWeight {

    /** The limit, in characters, approximately. */
    private static final long MOST = 8_000_000;

    private static final int OF_ELEMENT = 40;

    private final Shape shape;
    private long weight;

    PageWeight(Shape shape) {
        this.shape = shape;
    }

    void add(ODataRow row) {
        for (ODataColumn column : shape.columns()) {
            Object value =
                    column.type() == ValueType.STRING || column.type().isCollection() ? row.value(column.name()) : null;
            if (value instanceof String text) {
                weight += text.length();
            } else if (value instanceof Collection<?> elements) {
                weight += (long) elements.size() * OF_ELEMENT;
            } else if (value instanceof Map<?, ?> entries) {
                weight += (long) entries.size() * OF_ELEMENT;
            }
        }
    }

    boolean full() {
        return weight > MOST;
    }
}
