package dev.loop.topology.text;

import java.util.List;

/** Matches a query against the words of one message. */
final class TextMatch {

    static boolean matches(Clause clause, List<Token> tokens) {
        if (clause instanceof Clause.All all) {
            return all.wanted().stream().allMatch(wanted -> matches(wanted, tokens))
                    && all.unwanted().stream().noneMatch(unwanted -> matches(unwanted, tokens));
        }
        if (clause instanceof Clause.Any any) {
            return any.alternatives().stream().anyMatch(one -> matches(one, tokens));
        }
        for (int at = 0; at < tokens.size(); at++) {
            if (length(clause, tokens, at) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns for each word whether the query matches because of it. */
    static boolean[] hits(Clause clause, List<Token> tokens) {
        boolean[] hits = new boolean[tokens.size()];
        if (matches(clause, tokens)) {
            mark(clause, tokens, hits);
        }
        return hits;
    }

    private static void mark(Clause clause, List<Token> tokens, boolean[] hits) {
        if (clause instanceof Clause.All all) {
            all.wanted().forEach(wanted -> mark(wanted, tokens, hits));
        } else if (clause instanceof Clause.Any any) {
            any.alternatives().stream().filter(one -> matches(one, tokens)).forEach(one -> mark(one, tokens, hits));
        } else {
            for (int at = 0; at < tokens.size(); at++) {
                for (int word = length(clause, tokens, at) - 1; word >= 0; word--) {
                    hits[at + word] = true;
                }
            }
        }
    }

    /** Returns how many words from this one on match a clause without parts; 0 for none. */
    private static int length(Clause clause, List<Token> tokens, int at) {
        if (clause instanceof Clause.Phrase phrase) {
            int length = phrase.words().size();
            if (at + length > tokens.size()) {
                return 0;
            }
            for (int i = 0; i < length; i++) {
                if (!phrase.words().get(i).equals(tokens.get(at + i).word())) {
                    return 0;
                }
            }
            return length;
        }
        if (clause instanceof Clause.Forms forms) {
            int length = forms.words().size();
            if (at + length > tokens.size()) {
                return 0;
            }
            for (int i = 0; i < length; i++) {
                if (!forms.words().get(i).accepts(tokens.get(at + i))) {
                    return 0;
                }
            }
            return length;
        }
        String word = tokens.get(at).word();
        boolean hit = clause instanceof Clause.Prefix prefix
                ? word.startsWith(prefix.start())
                : ((Clause.Similar) clause).accepts(word);
        return hit ? 1 : 0;
    }

    private TextMatch() {}
}
