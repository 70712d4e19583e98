package dev.loop.benchmark;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.item.FeedbackJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * Writes items as a CSV file that databases load, a row each: {@code id, created_at} in epoch milliseconds, {@code tag,
 * plan, source, sentiment, status, author, message}. An absent value is empty and without quotes; an empty text has
 * quotes.
 */
final class ItemRows {

    /** The columns for {@code CREATE TABLE}, in the order of the file. */
    static final List<String> COLUMNS =
            List.of("id", "created_at", "tag", "plan", "source", "sentiment", "status", "author", "message");

    static void write(SampleItems items, Path file) throws IOException {
        try (CsvWriter rows =
                CsvWriter.builder().quoteStrategy(QuoteStrategies.EMPTY).build(file)) {
            for (Iterator<FeedbackCommand> commands = items.commands(); commands.hasNext(); ) {
                FeedbackCommand command = commands.next();
                Create item = (Create) command.getBody();
                rows.writeRecord(
                        command.getId(),
                        Long.toString(item.getCreatedAt().toEpochMilli()),
                        item.getTag().orElse(null),
                        item.getPlan().orElse(null),
                        item.getSource().orElse(null),
                        FeedbackJson.word(item.getSentiment().orElseThrow()),
                        FeedbackJson.word(item.getStatus()),
                        item.getUserId(),
                        item.getMessage());
            }
        }
    }

    private ItemRows() {}
}
