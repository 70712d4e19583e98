package dev.loop.schemas.mask;

import java.math.BigInteger;
import java.util.List;
import org.iban4j.CountryCode;
import org.iban4j.IbanUtil;
import org.iban4j.bban.BbanStructure;

/**
 * Finds international bank account numbers: a country, two check digits, and the exact length of that country, with a
 * right checksum (ISO 13616, mod 97). The exact length matters: one random text in 97 has a right checksum.
 */
final class IbanRule {

    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    private static final int HEAD = 4;

    static void find(String text, List<Finding> found) {
        int index = 0;
        while (index + HEAD < text.length()) {
            int end = isHead(text, index) ? end(text, index) : -1;
            if (end > 0) {
                found.add(new Finding(MaskKind.IBAN, index, end, "[iban]"));
            }
            index = end > 0 ? end : index + 1;
        }
    }

    private static boolean isHead(String text, int index) {
        return isLetter(text.charAt(index))
                && isLetter(text.charAt(index + 1))
                && isDigit(text.charAt(index + 2))
                && isDigit(text.charAt(index + 3))
                && (index == 0 || !Character.isLetterOrDigit(text.charAt(index - 1)));
    }

    /** Returns where the account number that begins here ends, or -1. */
    private static int end(String text, int start) {
        CountryCode country =
                CountryCode.getByCode(text.substring(start, start + 2).toUpperCase(java.util.Locale.ROOT));
        BbanStructure structure = country == null ? null : BbanStructure.forCountry(country);
        if (structure == null) {
            return -1;
        }
        int length = IbanUtil.getIbanLength(country);
        var account = new StringBuilder(length);
        int index = start;
        for (; index < text.length() && account.length() < length; index++) {
            char unit = text.charAt(index);
            if (isLetter(unit) || isDigit(unit)) {
                account.append(Character.toUpperCase(unit));
            } else if (!isGap(text, index)) {
                return -1;
            }
        }
        boolean ends = index == text.length() || !Character.isLetterOrDigit(text.charAt(index));
        return account.length() == length && ends && isChecked(account.toString()) ? index : -1;
    }

    private static boolean isGap(String text, int index) {
        char unit = text.charAt(index);
        return (unit == ' ' || unit == '\u00A0' || unit == '-')
                && index + 1 < text.length()
                && (isLetter(text.charAt(index + 1)) || isDigit(text.charAt(index + 1)));
    }

    private static boolean isChecked(String account) {
        var digits = new StringBuilder(2 * account.length());
        (account.substring(HEAD) + account.substring(0, HEAD))
                .chars()
                .forEach(unit -> digits.append(Character.digit(unit, Character.MAX_RADIX)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue() == 1;
    }

    private static boolean isLetter(char unit) {
        return unit >= 'A' && unit <= 'Z' || unit >= 'a' && unit <= 'z';
    }

    private static boolean isDigit(char unit) {
        return unit >= '0' && unit <= '9';
    }

    private IbanRule() {}
}
