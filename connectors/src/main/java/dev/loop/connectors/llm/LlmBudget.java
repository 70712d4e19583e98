package dev.loop.connectors.llm;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limit of a project in a calendar month; one of the two, or none.
 *
 * @param tokens sent and answered together
 * @param cost as {@link LlmPrices} counts it
 */
public record LlmBudget(OptionalLong tokens, OptionalLong cost) {

    public static final LlmBudget NONE = new LlmBudget(OptionalLong.empty(), OptionalLong.empty());

    private static final Pattern TOKENS = Pattern.compile("(\\d{1,15}) ?tokens");
    private static final Pattern MONEY = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");

    /**
     * Parses {@code 20} or {@code 2000000tokens}.
     *
     * @throws IllegalArgumentException whose message says what would be right
     */
    public static LlmBudget parse(String text) {
        Matcher tokens = TOKENS.matcher(text.strip());
        if (tokens.matches()) {
            return new LlmBudget(OptionalLong.of(Long.parseLong(tokens.group(1))), OptionalLong.empty());
        }
        if (MONEY.matcher(text.strip()).matches()) {
            return new LlmBudget(OptionalLong.empty(), OptionalLong.of(LlmPrices.kept(new BigDecimal(text.strip()))));
        }
        throw new IllegalArgumentException(
                "must be an amount of money of at most 999999.999999, as in 20, or of tokens, as in 2000000tokens");
    }

    boolean holds(long usedTokens, long usedCost) {
        return (tokens.isEmpty() || usedTokens <= tokens.getAsLong())
                && (cost.isEmpty() || usedCost <= cost.getAsLong());
    }
}
