package dev.loop.connectors.llm;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.LlmUsage;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What all copies together have used in a month.
 *
 * @param cost as {@link LlmPrices} counts it
 * @param latest the newest record, which tells model and budget; empty if nothing was asked
 */
public record LlmTotals(
        long calls,
        long refused,
        long failed,
        long inputTokens,
        long outputTokens,
        long cost,
        Optional<LlmUsage> latest) {

    public static LlmTotals of(ControlTable<LlmUsage> table, String project, YearMonth month) {
        String wanted = month.toString();
        List<LlmUsage> records = table.all().values().stream()
                .filter(usage ->
                        usage.getProject().equals(project) && usage.getMonth().equals(wanted))
                .toList();
        return new LlmTotals(
                records.stream().mapToLong(LlmUsage::getCalls).sum(),
                records.stream().mapToLong(LlmUsage::getRefused).sum(),
                records.stream().mapToLong(LlmUsage::getFailed).sum(),
                records.stream().mapToLong(LlmUsage::getInputTokens).sum(),
                records.stream().mapToLong(LlmUsage::getOutputTokens).sum(),
                records.stream().mapToLong(LlmUsage::getCost).sum(),
                records.stream().max(Comparator.comparing(LlmUsage::getAt).thenComparing(LlmUsage::getCopy)));
    }
}
