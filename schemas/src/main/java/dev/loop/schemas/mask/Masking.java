package dev.loop.schemas.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Takes personal numbers out of a text. The same text gives the same result everywhere and for ever under one
 * {@link #VERSION}, and a masked text stays as it is. Safe for many threads.
 *
 * <p>A text is read once from front to back. Each rule looks at a bounded stretch of it from each place, so the time is
 * linear in the length, whatever the text.
 */
public final class Masking {

    /** The version of the rules. It is kept with what they masked. */
    public static final String VERSION = "mask-1";

    /** What is masked unless a project chooses otherwise. */
    public static final Set<MaskKind> USUAL = Set.of(MaskKind.CARD, MaskKind.SSN);

    private static final int FEWEST_DIGITS = 9;

    private final Set<MaskKind> kinds;
    private final String region;
    private final List<OwnPattern> patterns;
    private final Replacements replacements;

    public Masking(Set<MaskKind> kinds) {
        this(kinds, "", List.of());
    }

    /**
     * @param region that telephone numbers without a country's code are of, two capital letters; empty for none
     * @param patterns a project's own
     */
    public Masking(Set<MaskKind> kinds, String region, List<OwnPattern> patterns) {
        this.kinds = EnumSet.noneOf(MaskKind.class);
        this.kinds.addAll(kinds);
        this.region = region;
        this.patterns = List.copyOf(patterns);
        this.replacements = new Replacements(patterns);
    }

    /** Returns whether telephone numbers of a region, two capital letters, are known. */
    public static boolean knowsRegion(String region) {
        return PhoneRule.knows(region);
    }

    /** Returns what is masked, but for patterns. */
    public Set<MaskKind> kinds() {
        return Set.copyOf(kinds);
    }

    /** Returns the masking of {@link #USUAL} kinds. */
    public static Masking usual() {
        return new Masking(USUAL);
    }

    public Masked mask(String text) {
        List<Finding> found = new ArrayList<>(0);
        int first = firstDigitOfEnough(text);
        if (first >= 0) {
            numbers(text, first, new Surroundings(text, false), found);
        }
        others(text, found);
        return found.isEmpty() ? new Masked(text, List.of()) : replaced(text, found);
    }

    /** Finds what is more than digits. */
    private void others(String text, List<Finding> found) {
        if (kinds.contains(MaskKind.EMAIL)) {
            EmailRule.find(text, found);
        }
        if (kinds.contains(MaskKind.IBAN)) {
            IbanRule.find(text, found);
        }
        if (kinds.contains(MaskKind.PHONE)) {
            PhoneRule.find(text, region, found);
        }
        for (OwnPattern pattern : patterns) {
            pattern.find(text, replacements, found);
        }
    }

    /**
     * Returns the place of a digit from which on the text may hold a number that some rule takes, or -1. Nearly every
     * text ends here, so this is what masking costs: it looks for nine digits without a letter between them. The
     * letters of a reference such as {@code &nbsp;} are none.
     */
    private static int firstDigitOfEnough(String text) {
        boolean references = text.indexOf('&') >= 0;
        int first = -1;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80 ? unit >= '0' && unit <= '9' : Characters.digit(text, i) >= 0) {
                first = count == 0 ? i : first;
                if (++count == FEWEST_DIGITS) {
                    return first;
                }
            } else if (!references && (unit | 0x20) >= 'a' && (unit | 0x20) <= 'z') {
                count = 0;
            }
        }
        return -1;
    }

    /**
     * Takes out of bytes what may not be kept, though nobody could read them, such as a record in an unknown format. Each
     * digit of a card or social security number becomes an X, and each digit and letter of anything else that is found;
     * every other byte stays. What stands around a number is the format's, and so it counts for
     * nothing here: more is taken out than of a text.
     *
     * @return the bytes themselves if nothing was taken out
     */
    public byte[] mask(byte[] bytes) {
        var readable = new ReadableBytes(bytes);
        List<Finding> found = new ArrayList<>(0);
        numbers(readable.text(), 0, new Surroundings(readable.text(), true), found);
        List<Finding> others = new ArrayList<>(0);
        others(readable.text(), others);
        return readable.without(found, others);
    }

    private void numbers(String text, int first, Surroundings around, List<Finding> found) {
        var number = new Number();
        int index = first;
        while (index < text.length()) {
            int reference = Characters.afterReference(text, index);
            if (reference > index) {
                index = reference;
            } else if (Characters.digit(text, index) >= 0) {
                number.read(text, index);
                if (number.size() >= FEWEST_DIGITS) {
                    rules(number, around, found);
                }
                index = number.end();
            } else {
                index++;
            }
        }
    }

    private void rules(Number number, Surroundings around, List<Finding> found) {
        int group = 0;
        while (group < number.groupCount()) {
            Finding finding = kinds.contains(MaskKind.CARD) ? CardRule.find(number, group, around) : null;
            if (finding == null && kinds.contains(MaskKind.SSN)) {
                finding = SsnRule.find(number, group, around);
            }
            group++;
            if (finding != null) {
                found.add(finding);
                while (group < number.groupCount() && number.from(number.groupStart(group)) < finding.to()) {
                    group++;
                }
            }
        }
    }

    private static Masked replaced(String text, List<Finding> found) {
        found.sort(Comparator.comparingInt(Finding::from)
                .thenComparing(Comparator.comparingInt(Finding::to).reversed()));
        var masked = new StringBuilder(text.length());
        List<Mask> masks = new ArrayList<>(found.size());
        int done = 0;
        for (Finding finding : found) {
            if (finding.from() < done) {
                // Two rules overlap, and nothing of what either found may stay.
                done = Math.max(done, finding.to());
                continue;
            }
            masked.append(text, done, finding.from());
            int from = masked.length();
            masked.append(finding.replacement());
            masks.add(new Mask(finding.kind(), from, masked.length()));
            done = finding.to();
        }
        return new Masked(masked.append(text, done, text.length()).toString(), masks);
    }
}
