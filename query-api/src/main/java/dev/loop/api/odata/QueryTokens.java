package dev.loop.api.odata;

import dev.loop.api.http.ProblemException;
import dev.loop.api.odata.QueryToken.Kind;
import java.util.List;

/** Reads a query option token by token. */
final class QueryTokens {

    /**
     * The limit of an option: a longer one comes from no person and no tool, and the whole address must fit into 32
     * KiB.
     */
    static final int LONGEST = 8_000;

    private final String option;
    private final List<QueryToken> tokens;
    private int next;

    private QueryTokens(String option, List<QueryToken> tokens) {
        this.option = option;
        this.tokens = tokens;
    }

    static QueryTokens of(String option, String text) {
        if (text.length() > LONGEST) {
            throw QueryErrors.invalid(
                    option, "has " + text.length() + " characters, more than " + LONGEST, "ask for less at once");
        }
        return new QueryTokens(option, Lexer.cut(option, text));
    }

    String option() {
        return option;
    }

    QueryToken peek() {
        return tokens.get(next);
    }

    QueryToken peekAfter() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    QueryToken take() {
        QueryToken token = tokens.get(next);
        if (next < tokens.size() - 1) {
            next++;
        }
        return token;
    }

    /** Takes the next token if it is of the kind. */
    boolean took(Kind kind) {
        boolean is = peek().is(kind);
        if (is) {
            take();
        }
        return is;
    }

    boolean tookWord(String word) {
        boolean is = peek().isWord(word);
        if (is) {
            take();
        }
        return is;
    }

    QueryToken expect(Kind kind, String what) {
        if (!peek().is(kind)) {
            throw unexpected(what);
        }
        return take();
    }

    void expectWord(String word) {
        if (!tookWord(word)) {
            throw unexpected(word);
        }
    }

    /** Checks that nothing follows. */
    void end() {
        if (!peek().is(Kind.END)) {
            throw unexpected("its end");
        }
    }

    ProblemException unexpected(String wanted) {
        QueryToken found = peek();
        return refuse(found, "is " + found.shown(), "expected " + wanted);
    }

    ProblemException refuse(QueryToken where, String problem, String remedy) {
        return QueryErrors.invalid(option, where.at(), problem, remedy);
    }

    ProblemException notSupported(QueryToken where, String what, String instead) {
        return QueryErrors.notSupported(option, what + " at position " + (where.at() + 1), instead);
    }
}
