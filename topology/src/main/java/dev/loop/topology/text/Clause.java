package dev.loop.topology.text;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CharacterRunAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;

/** A part of a {@link TextQuery}. All words are folded as those of messages are. */
public sealed interface Clause {

    /** Words in sequence, each in any of its forms; often only one. */
    record Forms(List<Word> words) implements Clause {
        public Forms {
            words = List.copyOf(words);
        }

        /** @param forms the marks of its forms, for each language that reads it; empty if it has no others */
        public record Word(String written, Set<String> forms) {
            boolean accepts(Token token) {
                return written.equals(token.word()) || forms.contains(token.form());
            }
        }
    }

    /** Words in sequence, exactly these; often only one. */
    record Phrase(List<String> words) implements Clause {
        public Phrase {
            words = List.copyOf(words);
        }
    }

    /** A word that begins with {@code start}. */
    record Prefix(String start) implements Clause {}

    /**
     * A word within a number of edits of this one: a letter more, fewer or different, or two neighbours swapped. The
     * first letter must match.
     */
    final class Similar implements Clause {
        private final String word;
        private final int edits;
        private final Automaton automaton;
        private final CharacterRunAutomaton runner;

        Similar(String word, int edits) {
            this.word = word;
            this.edits = edits;
            int first = word.offsetByCodePoints(0, 1);
            this.automaton =
                    new LevenshteinAutomata(word.substring(first), true).toAutomaton(edits, word.substring(0, first));
            this.runner = new CharacterRunAutomaton(automaton);
        }

        public String word() {
            return word;
        }

        /** Returns the automaton that accepts these words, by character. */
        public Automaton automaton() {
            return automaton;
        }

        /** Returns this clause with one edit less; empty if that would be the word itself. */
        public Optional<Similar> nearer() {
            return edits > 1 ? Optional.of(new Similar(word, edits - 1)) : Optional.empty();
        }

        boolean accepts(String other) {
            return runner.run(other);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Similar similar && similar.word.equals(word) && similar.edits == edits;
        }

        @Override
        public int hashCode() {
            return Objects.hash(word, edits);
        }

        @Override
        public String toString() {
            return "Similar[word=" + word + ", edits=" + edits + "]";
        }
    }

    /** All wanted clauses, and none of the unwanted. */
    record All(List<Clause> wanted, List<Clause> unwanted) implements Clause {
        public All {
            wanted = List.copyOf(wanted);
            unwanted = List.copyOf(unwanted);
        }
    }

    /** A clause that needs at least one of the alternatives. */
    record Any(List<Clause> alternatives) implements Clause {
        public Any {
            alternatives = List.copyOf(alternatives);
        }
    }
}
