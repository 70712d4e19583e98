package dev.loop.schemas.mask;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds payment card numbers: 13 to 19 digits that end with a group, of an issuer's prefix and length, with a right
 * check digit (Luhn, ISO/IEC 7812-1 annex B).
 *
 * <p>One random number in ten has a right check digit. A number that stands where identifiers stand, such as in a link
 * or after a letter, or in groups that nobody writes a card in, is therefore a card only if a word nearby says so.
 */
final class CardRule {

    private static final List<String> WORDS = List.of(
            "card",
            "credit",
            "debit",
            "visa",
            "mastercard",
            "amex",
            "american express",
            "maestro",
            "discover",
            "diners",
            "jcb",
            "unionpay",
            "rupay",
            "cvv",
            "cvc",
            "karte",
            "kreditkarte",
            "carte",
            "tarjeta",
            "cartão",
            "carta di",
            "kaart",
            "kort",
            "karta",
            "карт",
            "カード",
            "卡",
            "카드",
            "บัตร");

    private static final String SIGNS_OF_IDENTIFIERS = "_/=&?%#@+\\";
    private static final int SHORT_VISA = 13;
    private static final int LAST_DIGITS = 4;

    /** Returns the card that begins with a group of the number, or null. Of several lengths the longest is taken. */
    static @Nullable Finding find(Number number, int group, Surroundings around) {
        int start = number.groupStart(group);
        int last = group;
        while (last + 1 < number.groupCount() && number.groupStart(last + 2) - start <= CardBrand.LONGEST) {
            last++;
        }
        for (; last >= group; last--) {
            int length = number.groupStart(last + 1) - start;
            if (length < CardBrand.SHORTEST) {
                return null;
            }
            if (length <= CardBrand.LONGEST && isCard(number, start, length) && stands(number, group, last, around)) {
                return new Finding(
                        MaskKind.CARD,
                        number.from(start),
                        number.to(start + length - 1),
                        "[card …" + last4(number, start + length) + "]");
            }
        }
        return null;
    }

    private static boolean isCard(Number number, int start, int length) {
        return CardBrand.issues(number, start, length)
                && !isMonotonous(number, start, length)
                && luhn(number, start, length);
    }

    private static boolean isMonotonous(Number number, int start, int length) {
        for (int i = start + 1; i < start + length; i++) {
            if (number.digit(i) != number.digit(start)) {
                return false;
            }
        }
        return true;
    }

    private static boolean luhn(Number number, int start, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int digit = number.digit(start + length - 1 - i);
            int doubled = 2 * digit;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    private static boolean stands(Number number, int first, int last, Surroundings around) {
        int start = number.groupStart(first);
        int end = number.groupStart(last + 1);
        if (around.isMeaningless()) {
            return true;
        }
        int from = number.from(start);
        int to = number.to(end - 1);
        boolean plain = end - start != SHORT_VISA
                && isUsual(number, first, last)
                && !followsIdentifier(around, from)
                && !Characters.isLetterOfSpacedScript(around.at(to))
                && !around.isInLink(from);
        return plain || around.hasWordNear(MaskKind.CARD, WORDS, from, to);
    }

    private static boolean followsIdentifier(Surroundings around, int from) {
        int before = around.before(from);
        return Characters.isLetterOfSpacedScript(before)
                || SIGNS_OF_IDENTIFIERS.indexOf(before) >= 0
                || Character.getType(before) == Character.CURRENCY_SYMBOL
                || before == '.' && Character.isDigit(around.before(from - 1))
                || isDash(before) && Characters.isLetterOfSpacedScript(around.before(from - 1));
    }

    /** A dash after a letter joins a name and a number: {@code web-4198178172655212} is an id. */
    private static boolean isDash(int point) {
        return point <= Character.MAX_VALUE && Characters.isDash((char) point);
    }

    /** People write one piece, digit by digit, fours with a rest, 8-8, 4-6-5, 4-6-4, and 6-13. */
    private static boolean isUsual(Number number, int first, int last) {
        if (first == last
                || each(number, first, last + 1, 1)
                || each(number, first, last, 4) && number.groupSize(last) <= 4) {
            return true;
        }
        int groups = last - first + 1;
        int one = number.groupSize(first);
        int two = number.groupSize(first + 1);
        return groups == 2 && (one == 8 && two == 8 || one == 6 && two == 13)
                || groups == 3 && one == 4 && two == 6 && (number.groupSize(last) == 5 || number.groupSize(last) == 4);
    }

    private static boolean each(Number number, int from, int to, int size) {
        for (int group = from; group < to; group++) {
            if (number.groupSize(group) != size) {
                return false;
            }
        }
        return true;
    }

    private static String last4(Number number, int end) {
        var digits = new StringBuilder(LAST_DIGITS);
        for (int i = end - LAST_DIGITS; i < end; i++) {
            digits.append((char) ('0' + number.digit(i)));
        }
        return digits.toString();
    }

    private CardRule() {}
}
