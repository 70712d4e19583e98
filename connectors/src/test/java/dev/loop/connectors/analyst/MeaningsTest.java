package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.item.MeaningVector;
import org.junit.jupiter.api.Test;

class MeaningsTest {

    @Test
    void shouldLeaveHandlesAndLinksOut_andAllElseInItsPlace() {
        String link = "https://example.com/a?b=c";

        assertThat(Meanings.words("@united, see " + link + " the bag is lost"))
                .isEqualTo(" ".repeat("@united".length()) + ", see " + " ".repeat(link.length()) + " the bag is lost");
        assertThat(Meanings.words("mail jo@example.com about the bag")).isEqualTo("mail jo@example.com about the bag");
        assertThat(Meanings.words("@united www.example.com")).isBlank();
    }

    @Test
    void shouldHaveAVector_whereAnyPieceIsKnown() {
        assertThat(Meanings.vector(Texts.encoded("a b", "en", false))
                        .orElseThrow()
                        .remaining())
                .isEqualTo(MeaningVector.WIDTH);
        assertThat(Meanings.vector(Texts.encoded("\u9019\u662f", "en", true))).isEmpty();
    }
}
