package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.item.FeedbackJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules against what people say of real feedback. */
class RulesOnTweetsTest {

    @Test
    void shouldAgreeWithPeople_whenTheyLabelledTheSame() throws IOException {
        Path file = SharedData.find().file();
        boolean labelled = file.getFileName().toString().equals("airline-tweets.csv");
        if (!labelled) {
            System.err.println(
                    "NOT TESTED: how often the rules are right, since LOOP_SHARED_DATA has no airline-tweets.csv");
        }
        assumeTrue(labelled, "There are no labelled tweets");

        Set<String> seen = new HashSet<>();
        int right = 0;
        int unsure = 0;
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord row : rows) {
                if (seen.add(row.getField("tweet_id"))) {
                    RuleVerdict verdict = SentimentRules.SHIPPED.judge(row.getField("text"));
                    right += FeedbackJson.word(verdict.sentiment()).equals(row.getField("airline_sentiment")) ? 1 : 0;
                    unsure += verdict.unsure() ? 1 : 0;
                }
            }
        }
        System.out.printf(Locale.ROOT, "Rules: %,d of %,d tweets right, %d unsure%n", right, seen.size(), unsure);
        assertThat((double) right / seen.size()).isGreaterThanOrEqualTo(0.64);
        assertThat((double) unsure / seen.size())
                .as("English that they cannot read")
                .isLessThan(0.01);
    }
}
