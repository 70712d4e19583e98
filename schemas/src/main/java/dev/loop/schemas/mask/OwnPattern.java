package dev.loop.schemas.mask;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * A pattern of a project's own, in the syntax of RE2, which matches in linear time whatever the text. What it finds is
 * replaced by its name in brackets.
 */
public final class OwnPattern {

    /** The shape of a name. */
    public static final String NAME = "[a-z][a-z0-9-]{0,39}";

    /** The limit of a pattern's length. */
    public static final int LONGEST = 1_000;

    private final String name;
    private final Pattern pattern;
    private final String replacement;

    /** @throws IllegalArgumentException with what is wrong and what helps, as the end of a sentence about the pattern */
    public OwnPattern(String name, String pattern) {
        this.name = name;
        this.replacement = "[" + name + "]";
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            throw new IllegalArgumentException("has " + pattern.length() + " characters; use 1 to " + LONGEST);
        }
        try {
            this.pattern = Pattern.compile(pattern);
        } catch (PatternSyntaxException unreadable) {
            throw new IllegalArgumentException(
                    "is not in the syntax of RE2: " + unreadable.getDescription()
                            + "; RE2 has no back-references and does not look around",
                    unreadable);
        }
        if (this.pattern.matcher("").find()) {
            throw new IllegalArgumentException("finds an empty text; make it demand a character at least");
        }
    }

    public String name() {
        return name;
    }

    /** Adds what the pattern finds outside of what stands for something taken out before. */
    void find(String text, Replacements replacements, List<Finding> found) {
        Matcher matcher = pattern.matcher(text);
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            int rest = matcher.start();
            int replaced = replacements.firstWithin(text, rest, matcher.end());
            while (replaced >= 0) {
                add(rest, replaced, found);
                rest = text.indexOf(']', replaced) + 1;
                replaced = replacements.firstWithin(text, rest, matcher.end());
            }
            add(rest, matcher.end(), found);
            from = Math.max(Math.max(matcher.end(), rest), matcher.start() + 1);
        }
    }

    private void add(int from, int to, List<Finding> found) {
        if (to > from) {
            found.add(new Finding(name, from, to, replacement));
        }
    }
}
