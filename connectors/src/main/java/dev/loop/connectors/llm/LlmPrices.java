package dev.loop.connectors.llm;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * What tokens cost, in any one currency.
 *
 * @param input of a token that is sent, in millionths of a millionth
 * @param output of a token that comes back
 */
public record LlmPrices(long input, long output) {

    public static final LlmPrices NONE = new LlmPrices(0, 0);

    /** Digits behind the point of an amount of money, as costs are kept. */
    private static final int DIGITS = 12;

    private static final int DIGITS_OF_PRICE = 6;
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");

    /**
     * Parses what a million tokens cost, sent and answered: {@code 0.15,0.60}.
     *
     * @throws IllegalArgumentException whose message says what would be right
     */
    public static LlmPrices parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 2
                || !AMOUNT.matcher(parts[0].strip()).matches()
                || !AMOUNT.matcher(parts[1].strip()).matches()) {
            throw new IllegalArgumentException("must be two amounts, of a million tokens that are sent and of a million"
                    + " that come back, as in 0.15,0.60");
        }
        return new LlmPrices(ofMillion(parts[0]), ofMillion(parts[1]));
    }

    private static long ofMillion(String amount) {
        return new BigDecimal(amount.strip()).movePointRight(DIGITS_OF_PRICE).longValueExact();
    }

    /** Returns money as costs are kept. */
    static long kept(BigDecimal money) {
        return money.movePointRight(DIGITS).longValueExact();
    }

    /** Returns a kept cost as money. */
    public static BigDecimal money(long cost) {
        BigDecimal money = BigDecimal.valueOf(cost, DIGITS).stripTrailingZeros();
        return money.scale() < 0 ? money.setScale(0) : money;
    }

    long cost(long inputTokens, long outputTokens) {
        return inputTokens * input + outputTokens * output;
    }
}
