package dev.loop.schemas.mask;

import java.util.List;

/** Finds addresses of electronic mail, in the shape that people write them (RFC 5321 without quoted local parts). */
final class EmailRule {

    private static final String SIGNS_OF_LOCAL_PART = ".!#$%&'*+-/=?^_`{|}~";
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 253;

    static void find(String text, List<Finding> found) {
        int last = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int from = at;
            while (from > last && at - from < LONGEST_LOCAL_PART && isLocal(text.charAt(from - 1))) {
                from--;
            }
            while (from < at && !Character.isLetterOrDigit(text.charAt(from))) {
                from++;
            }
            int to = domainEnd(text, at + 1);
            if (from < at && to > 0) {
                found.add(new Finding(MaskKind.EMAIL, from, to, "[mail]"));
                last = to;
            }
        }
    }

    private static boolean isLocal(char unit) {
        return Character.isLetterOrDigit(unit) || SIGNS_OF_LOCAL_PART.indexOf(unit) >= 0;
    }

    /** Returns where a domain of two labels or more ends, the last one of letters, or -1. */
    private static int domainEnd(String text, int start) {
        int most = Math.min(text.length(), start + LONGEST_DOMAIN);
        int end = -1;
        int label = start;
        for (int i = start; i <= most; i++) {
            boolean inLabel = i < most && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '-');
            if (inLabel) {
                continue;
            }
            if (i == label) {
                return end;
            }
            if (label > start && i - label >= 2 && Character.isLetter(text.charAt(label))) {
                end = i;
            }
            if (i == most || text.charAt(i) != '.') {
                return end;
            }
            label = i + 1;
        }
        return end;
    }

    private EmailRule() {}
}
