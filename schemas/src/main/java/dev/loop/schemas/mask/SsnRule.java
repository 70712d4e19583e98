package dev.loop.schemas.mask;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds social security numbers (SSN) and individual taxpayer identification numbers (ITIN) of the United States: three,
 * two and four digits with the same dash between them, or nine digits in any groups next to a word that says what they
 * are. Numbers that the Social Security Administration never gives out are none.
 */
final class SsnRule {

    private static final List<String> WORDS =
            List.of("ssn", "social", "itin", "tax id", "taxid", "tax-id", "taxpayer", "s.s.n");
    private static final String GLUE = "/=_@.,-+$";
    private static final int DIGITS = 9;

    /** Returns the number that begins with a group, or null. */
    static @Nullable Finding find(Number number, int group, Surroundings around) {
        int start = number.groupStart(group);
        int last = group;
        while (last < number.groupCount() && number.groupStart(last + 1) - start < DIGITS) {
            last++;
        }
        if (last == number.groupCount()
                || number.groupStart(last + 1) - start != DIGITS
                || !isGivenOut(number, start)) {
            return null;
        }
        int from = number.from(start);
        int to = number.to(start + DIGITS - 1);
        boolean bytes = around.isMeaningless();
        if (!bytes && touchesLetter(around, from, to)) {
            return null;
        }
        boolean plain = isDashed(number, group, last) && (bytes || !isGlued(around, from, to));
        return plain || around.hasWordNear(MaskKind.SSN, WORDS, from, to)
                ? new Finding(MaskKind.SSN, from, to, "[ssn]")
                : null;
    }

    private static boolean isGivenOut(Number number, int start) {
        int area = number.value(start, 3);
        int group = number.value(start + 3, 2);
        int serial = number.value(start + 5, 4);
        boolean inAdvertisements = area == 987 && group == 65 && serial >= 4320 && serial <= 4329;
        return area != 0
                && area != 666
                && (area < 900 || isGroupOfItin(group))
                && group != 0
                && serial != 0
                && !inAdvertisements;
    }

    private static boolean isGroupOfItin(int group) {
        return group >= 50 && group <= 65 || group >= 70 && group <= 88 || group >= 90 && group <= 92 || group >= 94;
    }

    private static boolean isDashed(Number number, int first, int last) {
        if (last - first != 2
                || number.groupSize(first) != 3
                || number.groupSize(first + 1) != 2
                || number.groupSize(last) != 4) {
            return false;
        }
        String one = between(number, first);
        return one.equals(between(number, first + 1)) && one.length() == 1 && Characters.isDash(one.charAt(0));
    }

    private static String between(Number number, int group) {
        int next = number.groupStart(group + 1);
        return number.text().substring(number.to(next - 1), number.from(next));
    }

    private static boolean touchesLetter(Surroundings around, int from, int to) {
        return Characters.isLetterOfSpacedScript(around.before(from))
                || Characters.isLetterOfSpacedScript(around.at(to));
    }

    private static boolean isGlued(Surroundings around, int from, int to) {
        int before = around.before(from);
        int after = around.at(to);
        boolean endsSentence = (after == '.' || after == ',') && !Character.isLetterOrDigit(around.at(to + 1));
        return isGlue(before) || isGlue(after) && !endsSentence;
    }

    private static boolean isGlue(int point) {
        return GLUE.indexOf(point) >= 0 || point <= Character.MAX_VALUE && Characters.isDash((char) point);
    }

    private SsnRule() {}
}
