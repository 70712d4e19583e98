package dev.loop.schemas.intake.analyser;

import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.SentimentWords;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells how an English message was meant, from the values of its words and what stands around them. It answers for every
 * message, in linear time and some microseconds, the same on every machine.
 *
 * <p>The method is that of VADER (Hutto and Gilbert 2014): a word's value is changed by the three words before it, by
 * capitals and by a <i>but</i>; the sum is brought between -1 and 1. Other than there, words end at punctuation, phrases are
 * known as a whole, a negation holds for its clause, and a handle or a link says nothing.
 *
 * <p>What it gets wrong: irony (<i>Great, another update that breaks everything</i>) and <i>used to</i>.
 *
 * <p>Safe for many threads.
 */
public final class SentimentRules {

    /** The version of method and shipped words. A change of either takes a new one. */
    public static final String VERSION = "r1";

    /** The score within which a message is neutral. */
    public static final double NEUTRAL = 0.05;

    private static final Lexicon LEXICON = Lexicon.load();
    private static final ThreadLocal<Scoring> SCORING = ThreadLocal.withInitial(() -> new Scoring(LEXICON));

    /** The rules as Loop comes with them. Models read their numbers, whatever words a project has. */
    public static final SentimentRules SHIPPED = new SentimentRules(LEXICON, VERSION);

    /** The number of words from which on a text has to have one that the rules know. */
    private static final int SOME_WORDS = 4;

    private final Lexicon lexicon;
    private final String version;

    private SentimentRules(Lexicon lexicon, String version) {
        this.lexicon = lexicon;
        this.version = version;
    }

    /** Returns the shipped rules with words of a project above the shipped ones. */
    public static SentimentRules with(SentimentWords own) {
        return new SentimentRules(LEXICON.with(own.getWords()), VERSION + "+" + own.getVersion());
    }

    /** Returns the version of method and words, as items keep it: {@code r1}, or {@code r1+w3f2a91c0}. */
    public String version() {
        return version;
    }

    /** Returns the verdict without its terms. */
    public RuleVerdict judge(String message) {
        return verdict(message, false);
    }

    /** Returns the verdict with the terms that led to it. */
    public RuleVerdict explain(String message) {
        return verdict(message, true);
    }

    private RuleVerdict verdict(String message, boolean withTerms) {
        Scoring scoring = SCORING.get();
        double score = scoring.score(message, lexicon);
        boolean unread = isUnread(scoring.tokens(), scoring.terms());
        if (unread && !message.isEmpty() && hasLetters(scoring.tokens())) {
            score = scoring.scoreOfSigns();
        }
        List<RuleTerm> terms = new ArrayList<>(withTerms ? scoring.terms() : 0);
        for (int i = 0; withTerms && i < scoring.terms(); i++) {
            terms.add(scoring.term(i));
        }
        return new RuleVerdict(sentiment(score), score, unread, List.copyOf(terms));
    }

    static Sentiment sentiment(double score) {
        if (score > NEUTRAL) {
            return Sentiment.POSITIVE;
        }
        return score < -NEUTRAL ? Sentiment.NEGATIVE : Sentiment.NEUTRAL;
    }

    private static boolean hasLetters(Tokens tokens) {
        return tokens.latinLetters + tokens.otherLetters > 0;
    }

    private static boolean isUnread(Tokens tokens, int terms) {
        if (!hasLetters(tokens)) {
            return terms == 0;
        }
        return tokens.otherLetters > tokens.latinLetters
                || tokens.foreign > tokens.english
                || tokens.written >= SOME_WORDS && tokens.english == 0 && tokens.known == 0 && terms == 0;
    }
}
