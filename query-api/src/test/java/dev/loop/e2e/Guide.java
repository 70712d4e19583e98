package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of the guide for BI tools, which tests run unchanged. */
final class Guide {

    private static final Path FILE = Path.of("..", "connectors", "GUIDE.md");
    private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    private static final Pattern GRAFANA = Pattern.compile("In a panel: `(SELECT [^`]*)`");

    /** Statements of the blocks of SQL in a section and those below it. */
    static List<String> sql(String heading) throws IOException {
        String text = Files.readString(FILE);
        String level = heading.substring(0, heading.indexOf(' ') + 1);
        int begin = text.indexOf("\n" + heading + "\n");
        assertThat(begin).as(heading).isPositive();
        int end = text.indexOf("\n" + level, begin + 1);
        List<String> statements = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text.substring(begin, end < 0 ? text.length() : end));
        while (blocks.find()) {
            for (String statement : blocks.group(1).split(";\\s*\n")) {
                statements.add(statement.strip());
            }
        }
        assertThat(statements).as(heading).isNotEmpty();
        return statements;
    }

    /** The query of a panel in Grafana, with its macro. */
    static String grafana() throws IOException {
        Matcher found = GRAFANA.matcher(Files.readString(FILE));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private Guide() {}
}
