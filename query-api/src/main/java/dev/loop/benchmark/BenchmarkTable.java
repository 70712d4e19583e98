package dev.loop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements as a table of plain text. */
public final class BenchmarkTable {

    private static final List<String> HEAD = List.of("benchmark", "what", "value", "unit", "target", "note");
    private static final int VALUE = 2;

    private BenchmarkTable() {}

    public static String of(List<Measurement> measurements) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        String benchmark = "";
        for (Measurement one : measurements) {
            rows.add(List.of(
                    one.benchmark().equals(benchmark) ? "" : one.benchmark(),
                    one.what(),
                    number(one.value(), one.unit()),
                    one.unit().symbol(),
                    target(one),
                    one.note()));
            benchmark = one.benchmark();
        }
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        });
        StringBuilder table = new StringBuilder();
        for (int line = 0; line < rows.size(); line++) {
            table.append(line(rows.get(line), widths)).append('\n');
            if (line == 0) {
                table.append("-".repeat(line(HEAD, widths).length())).append('\n');
            }
        }
        return table.toString();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == VALUE ? padding + row.get(column) : row.get(column) + padding)
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static String number(double value, Measurement.Unit unit) {
        return String.format(Locale.ROOT, "%,." + unit.decimals() + "f", value);
    }

    private static String target(Measurement one) {
        return one.target()
                .map(target -> (target.atLeast() ? "≥ " : "≤ ")
                        + number(target.bound(), one.unit())
                        + (target.met(one.value()) ? ", met" : ", MISSED"))
                .orElse("");
    }
}
