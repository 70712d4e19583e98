package dev.loop.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of the tables of limits says what the code does. A row is added by a line in the page: its last column names a
 * constant, from the package below {@code dev.loop}; a part of a record goes on after a point.
 */
class LimitsTest {

    private static final Pattern ROW =
            Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| `([\\w.]+)`( seconds)? \\|");

    private static final Pattern AMOUNT = Pattern.compile("([\\d,]+)(?: (characters|KiB|MiB|ms|s|min|h|days))?");

    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "days", Duration.ofDays(1));

    private static final Map<String, Long> SIZES = Map.of("characters", 1L, "KiB", 1L << 10, "MiB", 1L << 20);

    record Row(String what, String amount, String constant, boolean seconds) {}

    static Stream<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("src/main/documentation/LIMITS.md")).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| what |"))
                .map(line -> {
                    Matcher row = ROW.matcher(line);
                    assertThat(row.matches()).as(line).isTrue();
                    return new Row(row.group(1), row.group(2), row.group(5), row.group(6) != null);
                });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldSayWhatTheConstantIs_whenARowTellsALimit(Row row) throws ReflectiveOperationException {
        Matcher amount = AMOUNT.matcher(row.amount());
        assertThat(amount.matches()).as("%s: %s", row.what(), row.amount()).isTrue();
        long number = Long.parseLong(amount.group(1).replace(",", ""));
        String unit = Optional.ofNullable(amount.group(2)).orElse("characters");

        Object constant = constant(row.constant());
        if (row.seconds()) {
            constant = Duration.ofSeconds(((Number) constant).longValue());
        }

        if (constant instanceof Duration time) {
            assertThat(TIMES).as(row.what()).containsKey(unit);
            assertThat(TIMES.get(unit).multipliedBy(number)).as(row.what()).isEqualTo(time);
        } else {
            assertThat(SIZES).as(row.what()).containsKey(unit);
            assertThat(number * SIZES.get(unit)).as(row.what()).isEqualTo(((Number) constant).longValue());
        }
    }

    @Test
    void shouldTellEachLimitOnce_whenItIsRead() throws IOException {
        assertThat(rows().map(Row::constant)).doesNotHaveDuplicates().hasSizeGreaterThan(90);
    }

    private static Object constant(String path) throws ReflectiveOperationException {
        String[] parts = path.split("\\.");
        int at = 0;
        while (!Character.isUpperCase(parts[at].charAt(0))) {
            at++;
        }
        Class<?> type = Class.forName("dev.loop." + String.join(".", Arrays.copyOf(parts, at + 1)));
        Object value = null;
        for (String name : Arrays.copyOfRange(parts, at + 1, parts.length)) {
            Optional<Class<?>> inside = Arrays.stream(type.getDeclaredClasses())
                    .filter(one -> one.getSimpleName().equals(name))
                    .findFirst();
            value = inside.isPresent() ? null : part(type, value, name);
            type = inside.isPresent() ? inside.get() : value.getClass();
        }
        return value;
    }

    private static Object part(Class<?> type, Object of, String name) throws ReflectiveOperationException {
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                return open(field).get(of);
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                Object[] any = Arrays.stream(method.getParameterTypes())
                        .map(parameter -> parameter == int.class ? (Object) 0 : "")
                        .toArray();
                return open(method).invoke(of, any);
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }

    private static <A extends AccessibleObject> A open(A member) {
        member.setAccessible(true);
        return member;
    }
}
