package dev.loop.schemas.mask;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import java.util.List;

/**
 * Finds telephone numbers that are valid by libphonenumber's tables. Without a region only numbers with a country's
 * code, as in {@code +44 20 7946 0958}, are known.
 */
final class PhoneRule {

    private static final String NO_REGION = "ZZ";
    /** The limit of candidates in a text: more of them fail than are looked at. */
    private static final long MOST_TRIES = 200;

    static boolean knows(String region) {
        return PhoneNumberUtil.getInstance().getSupportedRegions().contains(region);
    }

    /** @param region two capital letters, ISO 3166; empty for none */
    static void find(String text, String region, List<Finding> found) {
        Iterable<PhoneNumberMatch> matches = PhoneNumberUtil.getInstance()
                .findNumbers(text, region.isEmpty() ? NO_REGION : region, Leniency.VALID, MOST_TRIES);
        for (PhoneNumberMatch match : matches) {
            found.add(new Finding(MaskKind.PHONE, match.start(), match.end(), "[phone]"));
        }
    }

    private PhoneRule() {}
}
