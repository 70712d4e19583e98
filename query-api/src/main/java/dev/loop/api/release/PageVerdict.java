package dev.loop.api.release;

import dev.loop.analysis.statistics.BeforeAfter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report in two sentences. */
final class PageVerdict {

    /**
     * A part of a sentence.
     *
     * @param is class of the part: {@code is-worse}, {@code is-better}; null for plain words
     */
    record Part(@Nullable String is, String text) {}

    /** The number of tags that are named; further ones are counted. */
    private static final int NAMED = 4;

    static List<Part> of(Report report) {
        var parts = new ArrayList<Part>();
        if (report.comparison().before().isEmpty()
                || report.comparison().after().isEmpty()) {
            parts.add(new Part(null, "Nothing can be compared: one of the two windows has no items."));
            return parts;
        }
        List<Change> worse = with(report, Verdict.WORSE);
        List<Change> better = with(report, Verdict.BETTER);
        if (!worse.isEmpty()) {
            parts.add(new Part(null, "Negative feedback increased for "));
            parts.add(new Part("is-worse", names(worse)));
            parts.add(new Part(null, worse.size() == 1 ? rates(worse.get(0), report) + ". " : ". "));
        }
        if (!better.isEmpty()) {
            parts.add(new Part(null, "Negative feedback decreased for "));
            parts.add(new Part("is-better", names(better)));
            parts.add(new Part(null, better.size() == 1 ? rates(better.get(0), report) + ". " : ". "));
        }
        parts.add(new Part(null, rest(report, worse.isEmpty() && better.isEmpty())));
        return parts;
    }

    private static String rest(Report report, boolean nothing) {
        int even = with(report, Verdict.NO_EVIDENCE).size();
        int few = with(report, Verdict.NOT_ENOUGH_DATA).size();
        if (report.tags().isEmpty()) {
            return "Neither window has a negative item.";
        }
        String strata = report.stratifiedBy().word() + "s";
        var sentences = new ArrayList<String>();
        if (nothing && even > 0) {
            sentences.add("There is no evidence that the release changed how people feel about "
                    + (few == 0 ? "any tag." : "the " + PageWords.count(even, "tag") + " that could be tested."));
        } else if (even > 0) {
            sentences.add(PageWords.count(even, "other tag") + (even == 1 ? " shows" : " show")
                    + " no evidence of a change.");
        }
        if (nothing && even == 0) {
            sentences.add("Nothing could be tested: too few of the items can be compared within " + strata
                    + ". That says nothing for or against a change.");
        } else if (few > 0) {
            sentences.add(PageWords.count(few, "tag")
                    + " could not be tested: too few of the items can be compared within " + strata + ".");
        }
        return String.join(" ", sentences);
    }

    private static List<Change> with(Report report, Verdict verdict) {
        return report.tags().stream()
                .filter(change -> change.verdict() == verdict)
                .toList();
    }

    private static String names(List<Change> changes) {
        var names = new ArrayList<>(changes.stream()
                .limit(NAMED)
                .map(change -> change.name() == null ? "items without a tag" : change.name())
                .toList());
        if (changes.size() > NAMED) {
            names.add(PageWords.count(changes.size() - NAMED, "other tag"));
        }
        return PageWords.list(names);
    }

    /** Returns the rates that the verdict is about, and the raw ones where those are others. */
    private static String rates(Change change, Report report) {
        BeforeAfter counts = change.counts();
        String before = percent((double) counts.hitsBefore() / counts.before());
        String after = percent((double) counts.hitsAfter() / counts.after());
        // A change that has a verdict has strata with both sides.
        String standardizedBefore = percent(change.standardizedBefore().orElseThrow());
        String standardizedAfter = percent(change.standardizedAfter().orElseThrow());
        String rates = ": " + standardizedBefore + " of all items before, " + standardizedAfter + " after";
        return standardizedBefore.equals(before) && standardizedAfter.equals(after)
                ? rates
                : rates + ", at the same mix of " + report.stratifiedBy().word() + "s (" + before + " and " + after
                        + " at the mix that there was)";
    }

    private static String percent(double share) {
        return PageWords.percent(share).words();
    }

    private PageVerdict() {}
}
