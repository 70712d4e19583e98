package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeaningsTest {

    private final List<String> read = new ArrayList<>();

    private final TextEncoder encoder = new TextEncoder() {
        @Override
        public EncodedText encode(String text) {
            read.add(text);
            return Texts.encoded(text, "en", false);
        }

        @Override
        public boolean ready() {
            return true;
        }
    };

    @Test
    void shouldLeaveHandlesAndLinksOut() {
        assertThat(Meanings.of("@united, see https://example.com/a?b=c the bag is lost", whole(), encoder))
                .isPresent();
        assertThat(read).containsExactly(", see   the bag is lost");
    }

    @Test
    void shouldReadNothingAgain_whenThereIsNothingToLeaveOut() {
        assertThat(Meanings.of("mail jo@example.com about the bag", whole(), encoder))
                .isPresent();
        assertThat(read).isEmpty();
    }

    @Test
    void shouldHaveNoMeaning_whenNothingIsLeft_orNoPieceIsKnown() {
        assertThat(Meanings.of("@united https://example.com", whole(), encoder)).isEmpty();
        assertThat(Meanings.of("\u9019\u662f", Texts.encoded("\u9019\u662f", "en", true), encoder))
                .isEmpty();
        assertThat(read).isEmpty();
    }

    private static EncodedText whole() {
        return Texts.encoded("a b", "en", false);
    }
}
