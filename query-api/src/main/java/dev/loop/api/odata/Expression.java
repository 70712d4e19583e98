package dev.loop.api.odata;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition of {@code $filter} on a row. Types have been checked when it was read. Null behaves as in OData 4.0 part
 * 2, 5.1.1: it equals null alone, and is neither less nor greater than anything; and, or, not know a third value, by
 * which no row passes.
 */
sealed interface Expression {

    @Nullable
    Object of(ODataRow row);

    ValueType type();

    /** Returns the parts of the expression. */
    default List<Expression> parts() {
        return List.of();
    }

    /** Returns whether a row passes. */
    default boolean accepts(ODataRow row) {
        return Boolean.TRUE.equals(of(row));
    }

    /** Passes on every column that the expression looks at. */
    default void columns(Consumer<String> told) {
        parts().forEach(part -> part.columns(told));
    }

    /** An expression that is true, false or unknown. */
    sealed interface Condition extends Expression {
        @Override
        default ValueType type() {
            return ValueType.BOOLEAN;
        }
    }

    record Literal(@Nullable Object value, ValueType type) implements Expression {
        @Override
        public @Nullable Object of(ODataRow row) {
            return value;
        }
    }

    record Property(String name, ValueType type) implements Expression {
        @Override
        public @Nullable Object of(ODataRow row) {
            return row.value(name);
        }

        @Override
        public void columns(Consumer<String> told) {
            told.accept(name);
        }
    }

    enum Comparator {
        EQ,
        NE,
        GT,
        GE,
        LT,
        LE
    }

    record Comparison(Comparator how, Expression left, Expression right) implements Condition {
        @Override
        public Object of(ODataRow row) {
            Object one = left.of(row);
            Object other = right.of(row);
            if (how == Comparator.EQ || how == Comparator.NE) {
                return ValueOrder.equal(one, other) == (how == Comparator.EQ);
            }
            if (one == null || other == null) {
                return false;
            }
            int order = ValueOrder.compare(one, other);
            return switch (how) {
                case GT -> order > 0;
                case GE -> order >= 0;
                case LT -> order < 0;
                default -> order <= 0;
            };
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /** A list of values; null among them is a value. */
    record OneOf(Expression operand, List<Literal> values) implements Condition {
        @Override
        public Object of(ODataRow row) {
            Object value = operand.of(row);
            return values.stream().anyMatch(one -> ValueOrder.equal(value, one.value()));
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    record And(Expression left, Expression right) implements Condition {
        @Override
        public @Nullable Object of(ODataRow row) {
            Object one = left.of(row);
            if (Boolean.FALSE.equals(one)) {
                return false;
            }
            Object other = right.of(row);
            return Boolean.FALSE.equals(other) || one != null ? other : one;
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    record Or(Expression left, Expression right) implements Condition {
        @Override
        public @Nullable Object of(ODataRow row) {
            Object one = left.of(row);
            if (Boolean.TRUE.equals(one)) {
                return true;
            }
            Object other = right.of(row);
            return Boolean.TRUE.equals(other) || one != null ? other : one;
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    record Not(Expression operand) implements Condition {
        @Override
        public @Nullable Object of(ODataRow row) {
            Object value = operand.of(row);
            return value == null ? null : !(Boolean) value;
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    record Call(Function function, List<Expression> arguments) implements Expression {
        @Override
        public @Nullable Object of(ODataRow row) {
            Object[] values = new Object[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                Object value = arguments.get(i).of(row);
                if (value == null) {
                    return null;
                }
                values[i] = value;
            }
            return function.of(values);
        }

        @Override
        public ValueType type() {
            return function.result();
        }

        @Override
        public List<Expression> parts() {
            return arguments;
        }
    }

    /**
     * {@code Tags/any(t: t eq 'exports')}, {@code Metadata/all(m: m/Key ne 'x')}.
     *
     * @param condition condition of each element, which it knows under the name of the variable
     */
    record Quantifier(boolean all, Property collection, String variable, Expression condition) implements Condition {
        @Override
        public @Nullable Object of(ODataRow row) {
            Object elements = collection.of(row);
            if (elements == null) {
                return null;
            }
            Stream<ODataRow> each = elements instanceof Map<?, ?> entries
                    ? entries.entrySet().stream().map(entry -> element(row, entry))
                    : ((List<?>) elements).stream().map(text -> element(row, text));
            return all ? each.allMatch(condition::accepts) : each.anyMatch(condition::accepts);
        }

        private ODataRow element(ODataRow row, Object element) {
            return name -> {
                if (name.equals(variable)) {
                    return element;
                }
                if (element instanceof Map.Entry<?, ?> entry && name.equals(variable + "/" + Entries.KEY)) {
                    return entry.getKey();
                }
                if (element instanceof Map.Entry<?, ?> entry && name.equals(variable + "/" + Entries.VALUE)) {
                    return entry.getValue();
                }
                return row.value(name);
            };
        }

        @Override
        public void columns(Consumer<String> told) {
            collection.columns(told);
            condition.columns(name -> {
                if (!name.equals(variable) && !name.startsWith(variable + "/")) {
                    told.accept(name);
                }
            });
        }
    }
}
