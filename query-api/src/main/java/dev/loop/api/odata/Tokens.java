package dev.loop.api.odata;

import dev.loop.api.http.ProblemException;
import dev.loop.api.odata.Token.Kind;
import java.util.List;

/** Reads a query option token by token. */
final class Tokens {

    /**
     * The limit of an option: a longer one comes from no person and no tool, and the whole address must fit into 32
     * KiB.
     */
    static final int LONGEST = 8_000;

    private final String option;
    private final List<Token> tokens;
    private int next;

    private Tokens(String option, List<Token> tokens) {
        this.option = option;
        this.tokens = tokens;
    }

    static Tokens of(String option, String text) {
        if (text.length() > LONGEST) {
            throw Refusals.invalid(
                    option, "has " + text.length() + " characters, more than " + LONGEST, "ask for less at once");
        }
        return new Tokens(option, Lexer.cut(option, text));
    }

    String option() {
        return option;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peekAfter() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(next);
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

    Token expect(Kind kind, String what) {
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
        Token found = peek();
        return refuse(found, "is " + found.shown(), "expected " + wanted);
    }

    ProblemException refuse(Token where, String problem, String remedy) {
        return Refusals.invalid(option, where.at(), problem, remedy);
    }

    ProblemException notSupported(Token where, String what, String instead) {
        return Refusals.notSupported(option, what + " at position " + (where.at() + 1), instead);
    }
}
